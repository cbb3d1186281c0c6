import type { Engine } from '#lib/sim';
import type { Answer, FromWorker, ToWorker } from './protocol';
import { work } from './work';

/** How long to work before looking for messages: a cancel or a preview waits this long at most. */
const turnMs = 8;
/** A progress bar needs no more. */
const progressEveryMs = 50;

interface ActiveJob {
	id: number;
	urgent: boolean;
	slices: Generator<number, Answer>;
	toldMs: number;
}

export interface SessionPort {
	post(message: FromWorker, transfer: ArrayBuffer[]): void;
	/** Resolves when messages that have arrived were received. */
	nextTurn(): Promise<void>;
}

/**
 * The worker's side of the pool. It holds several jobs and always works on the most urgent one, so
 * that a preview need not wait for the sweep that is under way. Real time decides only when to look
 * up; it never reaches a result.
 */
export class Session {
	readonly #port: SessionPort;
	#engine: Engine | null = null;
	#jobs: ActiveJob[] = [];
	#working = false;

	constructor(port: SessionPort) {
		this.#port = port;
	}

	receive(message: ToWorker): void {
		switch (message.kind) {
			case 'engine':
				this.#engine = message.engine;
				break;
			case 'start':
				this.#start(message);
				break;
			case 'cancel':
				this.#cancel(message.id);
				break;
		}
	}

	#start({ id, urgent, job }: ToWorker & { kind: 'start' }): void {
		if (!this.#engine) throw new Error('a job came before the engine');
		const slices = work(this.#engine, job);
		const active = { id, urgent, slices, toldMs: performance.now() };
		// Urgent ones stand first, otherwise in order of arrival.
		if (urgent) this.#jobs.unshift(active);
		else this.#jobs.push(active);
		if (!this.#working) void this.#workUntilIdle();
	}

	#cancel(id: number): void {
		const job = this.#jobs.find((active) => active.id === id);
		// One that is no longer here has been answered already.
		if (!job) return;
		this.#leave(job);
		job.slices.return([]);
		this.#port.post({ kind: 'cancelled', id }, []);
	}

	async #workUntilIdle(): Promise<void> {
		this.#working = true;
		await this.#port.nextTurn();
		while (this.#jobs.length > 0) {
			const endMs = performance.now() + turnMs;
			while (this.#jobs.length > 0 && performance.now() < endMs) this.#workSlice();
			await this.#port.nextTurn();
		}
		this.#working = false;
	}

	#workSlice(): void {
		const [job] = this.#jobs;
		if (!job) return;
		try {
			const slice = job.slices.next();
			if (!slice.done) return this.#tellProgress(job, slice.value);
			this.#leave(job);
			this.#port.post({ kind: 'done', id: job.id, answer: slice.value }, buffersOf(slice.value));
		} catch (error) {
			this.#leave(job);
			this.#port.post({ kind: 'failed', id: job.id, fault: faultOf(error) }, []);
		}
	}

	#leave(job: ActiveJob): void {
		this.#jobs = this.#jobs.filter((other) => other !== job);
	}

	#tellProgress(job: ActiveJob, fraction: number): void {
		const nowMs = performance.now();
		if (nowMs - job.toldMs < progressEveryMs) return;
		job.toldMs = nowMs;
		this.#port.post({ kind: 'progress', id: job.id, fraction }, []);
	}
}

function buffersOf(answer: Answer): ArrayBuffer[] {
	if (!Array.isArray(answer)) return [];
	return answer.flatMap((row) => (row instanceof Float64Array ? [row.buffer] : []));
}

function faultOf(error: unknown): { name: string; message: string; stack: string } {
	return error instanceof Error
		? { name: error.name, message: error.message, stack: error.stack ?? '' }
		: { name: 'Error', message: String(error), stack: '' };
}
