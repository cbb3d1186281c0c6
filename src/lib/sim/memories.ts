/**
 * Memory that finished runs gave back. The first touch of fresh pages costs some 1 ms/MB, a third
 * of the time of a run with millions of messages; clearing what a run used costs a thirtieth of that.
 */

/** 1 MiB: what a run of a few thousand messages needs. */
const START_PAGES = 16;
/** 4 GiB, all that 32 bits address. */
const PAGES_MAX = 65_536;
/** A run and the preview that comes between its slices. */
const KEPT_MAX = 2;

const kept: WebAssembly.Memory[] = [];

/** All zeros, as the engine expects it. */
export function takeMemory(): WebAssembly.Memory {
	return kept.pop() ?? new WebAssembly.Memory({ initial: START_PAGES, maximum: PAGES_MAX });
}

/** Of which the first `usedBytes` were written to. The run it belonged to must not go on. */
export function giveBack(memory: WebAssembly.Memory, usedBytes: number): void {
	if (kept.length === KEPT_MAX) return;
	new Uint8Array(memory.buffer, 0, usedBytes).fill(0);
	kept.push(memory);
}
