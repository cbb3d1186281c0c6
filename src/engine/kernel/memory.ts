/**
 * Memory in blocks of powers of two, with a free list per size. The stub runtime never frees, and a
 * run allocates little after its start; what rings outgrow is handed to the next ring that grows.
 */

const SIZE_CLASSES: u32 = 32;
const freeLists = new StaticArray<usize>(SIZE_CLASSES);

function sizeClassOf(bytes: u32): u32 {
	return bytes <= 16 ? 4 : 32 - clz<u32>(bytes - 1);
}

/** A block of at least `bytes`, not cleared. */
export function allocate(bytes: u32): usize {
	const sizeClass = sizeClassOf(bytes);
	assert(sizeClass < 31, 'block too large');
	const block = unchecked(freeLists[sizeClass]);
	if (block != 0) {
		unchecked((freeLists[sizeClass] = load<u32>(block)));
		return block;
	}
	return take(1 << sizeClass);
}

/** The same, all zeros. */
export function allocateCleared(bytes: u32): usize {
	const block = allocate(bytes);
	// Word by word: V8 leaves the module for `memory.fill`, which costs more than a small block does.
	for (let at: u32 = 0; at < bytes; at += 8) store<u64>(block + <usize>at, 0);
	return block;
}

const FEW_WORDS: u32 = 16;

/** Copies so many words of 4 bytes; a few of them without leaving the module, as `memory.copy` does. */
export function copyWords(to: usize, from: usize, count: u32): void {
	if (count > FEW_WORDS) {
		memory.copy(to, from, (<usize>count) << 2);
		return;
	}
	for (let index: u32 = 0; index < count; index++) {
		const at = (<usize>index) << 2;
		store<u32>(to + at, load<u32>(from + at));
	}
}

const PAGE_BYTES: usize = 65536;
/** Room kept ahead for the few small objects that are allocated with `new`. */
const SLACK_BYTES: usize = 1 << 18;

/**
 * Memory from the heap's end. The stub runtime doubles the whole memory when it runs out, so half
 * of it could stand empty; growing by what is needed keeps the memory a run takes near what it
 * uses. By a sixteenth at least, because each growth makes V8 look for garbage: 8 million messages
 * took four times as long when every block of a log grew the memory.
 */
function take(bytes: usize): usize {
	const block = heap.alloc(0);
	const end = block + bytes + SLACK_BYTES;
	const present = <usize>memory.size() * PAGE_BYTES;
	if (end > present) {
		const needed = end - present + PAGE_BYTES - 1;
		memory.grow(<i32>(max(needed, present >> 4) / PAGE_BYTES));
	}
	return heap.alloc(bytes);
}

/**
 * A block of exactly `bytes` that is never given back, all zeros: tables, and chunks of them. The
 * heap's end was never written to, and the host hands memory over cleared.
 */
export function allocateForever(bytes: usize): usize {
	return take(bytes);
}

/** Bytes from the start of memory that this run has written to, or could have. */
export function usedBytes(): f64 {
	return <f64>heap.alloc(0);
}

export function release(block: usize, bytes: u32): void {
	const sizeClass = sizeClassOf(bytes);
	assert(sizeClass < SIZE_CLASSES, 'block too large');
	store<u32>(block, <u32>unchecked(freeLists[sizeClass]));
	unchecked((freeLists[sizeClass] = block));
}
