/**
 * The realm's clock. It stands still while code computes or waits for the simulator, and jumps to
 * the next timer when nothing else is left to do; so a program meets the same times on every
 * machine, and `setTimeout(f, 5000)` costs no one five seconds.
 */
export class VirtualTime {
	/** Where `Date` starts, the same in every execution. */
	static readonly epochMs = Date.UTC(2026, 0, 1);

	#nowMs = 0;
	#nextId = 1;
	#timers = new Map<number, Timer>();

	get nowMs(): number {
		return this.#nowMs;
	}

	get timersWaiting(): boolean {
		return this.#timers.size > 0;
	}

	set(action: () => void, delayMs: unknown, repeat: boolean): number {
		// As in browsers: what is no number counts as 0, and an interval is never shorter than 1 ms.
		const wanted = Number(delayMs);
		const delay = Math.max(Number.isFinite(wanted) ? wanted : 0, repeat ? 1 : 0);
		const id = this.#nextId++;
		this.#timers.set(id, {
			id,
			dueMs: this.#nowMs + delay,
			everyMs: repeat ? delay : null,
			action
		});
		return id;
	}

	clear(id: unknown): void {
		if (typeof id === 'number') this.#timers.delete(id);
	}

	/** Runs the next timer, at its time. Order is (due, set first). */
	step(): void {
		let next: Timer | undefined;
		for (const timer of this.#timers.values())
			if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.id < next.id))
				next = timer;
		if (!next) return;
		this.#nowMs = next.dueMs;
		if (next.everyMs === null) this.#timers.delete(next.id);
		else next.dueMs += next.everyMs;
		next.action();
	}
}

interface Timer {
	id: number;
	dueMs: number;
	everyMs: number | null;
	action: () => void;
}
