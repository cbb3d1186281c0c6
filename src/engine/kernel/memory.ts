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
	return heap.alloc(1 << sizeClass);
}

/** A block of exactly `bytes` that is never given back: tables whose size is known at the start. */
export function allocateForever(bytes: usize): usize {
	const block = heap.alloc(bytes);
	memory.fill(block, 0, bytes);
	return block;
}

export function release(block: usize, bytes: u32): void {
	const sizeClass = sizeClassOf(bytes);
	store<u32>(block, <u32>freeLists[sizeClass]);
	freeLists[sizeClass] = block;
}
