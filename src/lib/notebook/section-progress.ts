import type { Block, Section } from '#lib/lab';
import { isRight } from './Answers.svelte';
import type { Notebook } from './Notebook.svelte';

/**
 * Whether the learner has done everything that a section asks: predicted, run, answered rightly,
 * passed. A section that asks for nothing is never marked, since reading leaves no trace.
 */
export function isSectionDone(notebook: Notebook, section: Section): boolean {
	const asked = section.blocks
		.map((block) => isDone(notebook, block))
		.filter((one) => one !== null);
	return asked.length > 0 && asked.every(Boolean);
}

/** Null for a block that asks for nothing. */
function isDone({ answers, cells, checks }: Notebook, block: Block): boolean | null {
	switch (block.type) {
		case 'predict':
			return block.id in answers.predictions;
		case 'code':
			return block.run ? cells.get(block.id)?.result !== null : null;
		case 'question': {
			const answer = answers.given[block.id];
			return answer !== undefined && isRight(block, answer);
		}
		case 'check':
			return checks.verdict(block.id)?.pass === true;
		case 'verdict':
			return block.check ? checks.verdict(block.check) !== null : null;
		default:
			return null;
	}
}
