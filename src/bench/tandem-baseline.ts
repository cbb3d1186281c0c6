/**
 * The tandem model in plain JavaScript: every event in one binary heap on typed arrays, nothing
 * allocated per event. It is what the kernel's speed is compared with, in the same process.
 * Model and times (ms) as in `src/engine/reference/tandem.ts`.
 */
const gapMean = 1 / 90;
const link = 0.2;
const service = 0.01;
const capacity = 1 << 17;

const created = 0;
const arrived = 1;
const served = 2;
const received = 3;
const consumed = 4;

class EventHeap {
	readonly times = new Float64Array(capacity);
	readonly sequences = new Uint32Array(capacity);
	readonly kinds = new Uint8Array(capacity);
	readonly ids = new Uint32Array(capacity);
	size = 0;
	#sequence = 0;

	push(time: number, kind: number, id: number): void {
		const sequence = this.#sequence++;
		let index = this.size++;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			// The parent's sequence is always older than a new event's: only its time counts.
			if (this.times[parent]! <= time) break;
			this.#copy(index, parent);
			index = parent;
		}
		this.#store(index, time, sequence, kind, id);
	}

	/** Removes the first event, which the caller has read at index 0. */
	shift(): void {
		const last = --this.size;
		const time = this.times[last]!;
		const sequence = this.sequences[last]!;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			if (child >= last) break;
			if (child + 1 < last && this.#before(child + 1, child)) child++;
			const childTime = this.times[child]!;
			if (time < childTime || (time === childTime && sequence < this.sequences[child]!)) break;
			this.#copy(index, child);
			index = child;
		}
		this.#store(index, time, sequence, this.kinds[last]!, this.ids[last]!);
	}

	#before(left: number, right: number): boolean {
		const a = this.times[left]!;
		const b = this.times[right]!;
		return a < b || (a === b && this.sequences[left]! < this.sequences[right]!);
	}

	#copy(to: number, from: number): void {
		this.#store(to, this.times[from]!, this.sequences[from]!, this.kinds[from]!, this.ids[from]!);
	}

	#store(index: number, time: number, sequence: number, kind: number, id: number): void {
		this.times[index] = time;
		this.sequences[index] = sequence;
		this.kinds[index] = kind;
		this.ids[index] = id;
	}
}

/** Xorshift of 32 bits: a seeded generator of the usual JavaScript kind. */
function createUniform(seed: number): () => number {
	let state = seed | 0 || 1;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 4294967296;
	};
}

export interface TandemOutcome {
	meanMs: number;
	events: number;
}

export function tandemBaseline(seed: number, messages: number, window: number): TandemOutcome {
	const heap = new EventHeap();
	const uniform = createUniform(seed * 2654435761);
	const exponential = (mean: number): number => -Math.log(1 - uniform()) * mean;
	const births = new Float64Array(messages);
	let brokerFree = 0;
	let consumerFree = 0;
	let outstanding = 0;
	let waitingFrom = 0;
	let waitingTo = 0;
	let made = 0;
	let total = 0;
	let events = 0;
	heap.push(exponential(gapMean), created, 0);
	while (heap.size > 0) {
		const now = heap.times[0]!;
		const kind = heap.kinds[0]!;
		const id = heap.ids[0]!;
		heap.shift();
		events++;
		if (kind === created) {
			births[made] = now;
			heap.push(now + link, arrived, made++);
			if (made < messages) heap.push(now + exponential(gapMean), created, 0);
		} else if (kind === arrived) {
			brokerFree = Math.max(now, brokerFree) + service;
			heap.push(brokerFree, served, id);
		} else if (kind === served) {
			waitingTo++;
			if (outstanding < window) {
				outstanding++;
				heap.push(now + link, received, waitingFrom++);
			}
		} else if (kind === received) {
			consumerFree = Math.max(now, consumerFree) + exponential(service);
			heap.push(consumerFree, consumed, id);
		} else if (kind === consumed) {
			heap.push(now + link, 5, id);
		} else {
			total += now - births[id]!;
			outstanding--;
			if (waitingFrom < waitingTo) {
				outstanding++;
				heap.push(now + link, received, waitingFrom++);
			}
		}
	}
	return { meanMs: total / messages, events };
}
