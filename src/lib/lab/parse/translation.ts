import { labFileTranslation, m, type Problem } from '#lib/messages';
import type { Block, Lab } from '../model';

/**
 * What a translation changes besides the words. Progress, links and checks are shared by all
 * languages of a lab, so blocks, names and values must be the same.
 */
export function translationProblems(original: Lab, translation: Lab, file: string): Problem[] {
	const here = outline(translation);
	const there = outline(original);
	const paths = new Set([...there.keys(), ...here.keys()]);
	const problems: Problem[] = [];
	for (const path of paths) {
		const value = here.get(path) ?? m.labfile_nothing();
		const allowed = there.get(path) ?? m.labfile_nothing();
		if (value === allowed) continue;
		problems.push(labFileTranslation({ file, line: 1 }, path, value, allowed));
	}
	return problems;
}

/** Everything of a lab that is not words, by path. */
function outline(lab: Lab): Map<string, string> {
	const found = new Map<string, string>();
	const blocks = lab.sections.map((section) =>
		section.blocks.filter(({ type }) => type !== 'prose')
	);
	const { brokers, minutes, version, seed } = lab;
	const dials = lab.dials.map(({ name, kind, values, default: value }) => ({
		name,
		kind,
		values,
		value
	}));
	walk(
		{ brokers, minutes, version, seed, dials, sections: blocks.map((list) => list.map(bones)) },
		''
	);
	return found;

	function walk(value: unknown, path: string): void {
		if (typeof value !== 'object' || value === null) {
			found.set(path, String(value));
			return;
		}
		for (const [key, part] of Object.entries(value)) walk(part, path ? `${path}.${key}` : key);
	}
}

/** The fields that hold words in the learner's language. */
const words = new Set(['html', 'title', 'term', 'caption', 'claim', 'explanation', 'feedback']);
const labels = new Set(['xLabel', 'yLabel', 'unit', 'accept']);

function bones(block: Block): unknown {
	const kept = Object.entries(block).filter(([key]) => !words.has(key) && !labels.has(key));
	return Object.fromEntries(
		kept.map(([key, value]) => [
			key,
			block.type === 'question' || block.type === 'predict' ? choiceBones(key, value) : value
		])
	);
}

function choiceBones(key: string, value: unknown): unknown {
	if (key !== 'choices' || !Array.isArray(value)) return value;
	return value.map((choice: { correct: boolean }) => choice.correct);
}
