/**
 * Costs of the run's profile, in microseconds and bytes; the host fills the table at set-up and
 * `sim/profile.ts` says what each one is and where its figure comes from. Those of a broker and its
 * client library follow those of the world: a run has one broker.
 */

export const enum Cost {
	LinkLatency = 0,
	LinkJitter,
	LinkBytesPerUs,
	DiskSync,
	DiskBytesPerUs,
	/** Bytes that fit in the socket buffers of one connection, both ends together. */
	SocketBytes,
	/** From the kill of a process until its machine resets the connections. */
	ResetDelay,
	/** Here the broker's own begin: `costs.ts` in its folder. */
	Family
}

const COSTS_MAX: i32 = 96;
const costs = new StaticArray<f64>(COSTS_MAX);

export function setCost(index: i32, value: f64): void {
	assert(index >= 0 && index < COSTS_MAX && value >= 0, 'a cost out of range');
	costs[index] = value;
}

export function cost(index: i32): f64 {
	return unchecked(costs[index]);
}
