/** A label wants to be centred at `at`, takes `size`, and gets `placed`. One dimension. */
export interface Wish {
	key: string;
	at: number;
	size: number;
}

interface Block {
	/** Where the block's top would be if all of its wishes were averaged. */
	top: number;
	size: number;
	wishes: Wish[];
}

/**
 * Places labels along a line so that none overlap, each as near to its wish as the others allow, in
 * the order of the wishes, and within `from`…`to` if there is room for all. Labels that collide
 * become a block around the mean of their wishes; blocks that collide are joined in turn.
 */
export function placeLabels(
	wishes: readonly Wish[],
	from: number,
	to: number
): Map<string, number> {
	const ordered = wishes
		.map((wish, order) => ({ wish, order }))
		.sort((a, b) => a.wish.at - b.wish.at || a.order - b.order);
	const blocks: Block[] = [];
	for (const { wish } of ordered) {
		let block: Block = { top: wish.at - wish.size / 2, size: wish.size, wishes: [wish] };
		block.top = within(block, from, to);
		for (
			let above = blocks.at(-1);
			above && above.top + above.size > block.top;
			above = blocks.at(-1)
		) {
			blocks.pop();
			block = join(above, block);
			block.top = within(block, from, to);
		}
		blocks.push(block);
	}
	const placed = new Map<string, number>();
	for (const block of blocks) {
		let top = block.top;
		for (const wish of block.wishes) {
			placed.set(wish.key, top + wish.size / 2);
			top += wish.size;
		}
	}
	return placed;
}

function within(block: Block, from: number, to: number): number {
	return Math.max(from, Math.min(block.top, to - block.size));
}

/** The top at which the mean distance of the members from their wishes is zero. */
function join(above: Block, below: Block): Block {
	const wishes = [...above.wishes, ...below.wishes];
	let offset = 0;
	let sum = 0;
	for (const wish of wishes) {
		sum += wish.at - wish.size / 2 - offset;
		offset += wish.size;
	}
	return { top: sum / wishes.length, size: offset, wishes };
}
