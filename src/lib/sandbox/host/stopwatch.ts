/** Counts the learner's own computing and rings once at its limit. It starts stopped. */
export class Stopwatch {
	#leftMs: number;
	#startedMs = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#ring: () => void;

	constructor(limitMs: number, ring: () => void) {
		this.#leftMs = limitMs;
		this.#ring = ring;
	}

	start(): void {
		if (this.#timer !== null) return;
		this.#startedMs = performance.now();
		this.#timer = setTimeout(this.#ring, this.#leftMs);
	}

	stop(): void {
		if (this.#timer === null) return;
		clearTimeout(this.#timer);
		this.#timer = null;
		this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#startedMs));
	}
}
