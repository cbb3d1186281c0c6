/**
 * Memory in blocks of powers of two, with a free list per size. The stub runtime never frees, and a
 * run allocates little after its start; what rings outgrow is handed to the next ring that grows.
 */

const SIZE_CLASSES = 32;
const freeLists = new StaticArray<usize>(SIZE_CLASSES);

function sizeClassOf(bytes: u32): u32 {
	return bytes <= 16 ? 4 : 32 - clz<u32>(bytes - 1);
}

/** A block of at least `bytes`, not cleared. */
export function allocate(bytes: u32): usize {
	const sizeClass = sizeClassOf(bytes);
	assert(sizeClass < 31, 'block too large');
	const block = freeLists[sizeClass];
	if (block != 0) {
		freeLists[sizeClass] = load<u32>(block);
		return block;
	}
	return take(1 << sizeClass);
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
	store<u32>(block, <u32>freeLists[sizeClass]);
	freeLists[sizeClass] = block;
}
