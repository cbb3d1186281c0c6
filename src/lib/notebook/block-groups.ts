import type { Block } from '#lib/lab';

type OfType<Type extends Block['type']> = Extract<Block, { type: Type }>;

/** Blocks as the page shows them: neighbours that are one thing to the reader stand together. */
export type BlockGroup =
	| Exclude<Block, { type: 'check' | 'hint' }>
	| { type: 'checks'; blocks: OfType<'check'>[] }
	| { type: 'hints'; blocks: OfType<'hint'>[] };

/** Where a group stands: in the text column, across text and margin, or in the margin. */
export type Place = 'text' | 'wide' | 'margin';

export function groupBlocks(blocks: readonly Block[]): BlockGroup[] {
	const groups: BlockGroup[] = [];
	for (const block of blocks) {
		const last = groups.at(-1);
		if (block.type === 'check') {
			if (last?.type === 'checks') last.blocks.push(block);
			else groups.push({ type: 'checks', blocks: [block] });
		} else if (block.type === 'hint') {
			if (last?.type === 'hints') last.blocks.push(block);
			else groups.push({ type: 'hints', blocks: [block] });
		} else {
			groups.push(block);
		}
	}
	return groups;
}

export function placeOf(group: BlockGroup): Place {
	switch (group.type) {
		case 'note':
			return 'margin';
		case 'code':
		case 'dials':
		case 'chart':
			return 'wide';
		case 'predict':
			return group.kind === 'curve' ? 'wide' : 'text';
		default:
			return 'text';
	}
}
