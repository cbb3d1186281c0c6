import type { Engine } from '#lib/sim';
import { Cancelled, type JobOptions } from './job';
import type { Answer, Answers, FromWorker, Job } from './protocol';
import type { WorkerPort } from './worker-port';

/** One to work on and one at hand, so that a worker never waits for a busy page. */
const fullTasksPerWorker = 2;

interface Task {
	id: number;
	job: Job;
	urgent: boolean;
	onprogress: (fraction: number) => void;
	answer: Promise<Answer>;
	resolve: (answer: Answer) => void;
	reject: (error: Error) => void;
}

interface Member {
	port: WorkerPort;
	tasks: Map<number, Task>;
}

type JobOf<K extends Job['kind']> = Extract<Job, { kind: K }>;

/** A worker failed in a way that is our fault; `stack` is the worker's. */
class WorkerFault extends Error {
	override readonly name = 'WorkerFault';
}

/**
 * Hands jobs to workers: full ones in order, a few at a time; a preview at once, to the least busy
 * worker, replacing the preview before it. Workers are started when they are first needed.
 */
export class Scheduler {
	readonly #size: number;
	readonly #spawn: () => WorkerPort;
	readonly #members: Member[] = [];
	#waiting: Task[] = [];
	/** The runs of one preview, and whose signal ends them. */
	#previews: Task[] = [];
	#previewSignal: AbortSignal | undefined;
	#engine: Engine | null = null;
	#nextId = 1;
	#closed = false;

	constructor(size: number, spawn: () => WorkerPort) {
		this.#size = Math.max(1, size);
		this.#spawn = spawn;
	}

	request<K extends Job['kind']>(
		engine: Engine,
		job: JobOf<K>,
		options: JobOptions
	): Promise<Answers[K]> {
		const { signal, onprogress = () => {}, priority = 'full' } = options;
		this.#engine ??= engine;
		const task = this.#newTask(job, priority === 'preview', onprogress);
		return this.#untilAborted([task], signal, () => answerOf<K>(task));
	}

	/** All or nothing: when one fails or is cancelled, so are the others. Answers in order. */
	requestAll<K extends Job['kind']>(
		engine: Engine,
		jobs: readonly JobOf<K>[],
		{ signal }: Pick<JobOptions, 'signal'>,
		onanswer: (answer: Answers[K]) => void
	): Promise<Answers[K][]> {
		this.#engine ??= engine;
		const tasks = jobs.map((job) => this.#newTask(job, false, () => {}));
		return this.#untilAborted(tasks, signal, () =>
			Promise.all(
				tasks.map(async (task) => {
					const answer = await answerOf<K>(task);
					onanswer(answer);
					return answer;
				})
			)
		);
	}

	warm(engine: Engine): void {
		this.#engine ??= engine;
		while (this.#members.length < this.#size) this.#addMember();
	}

	close(): void {
		this.#closed = true;
		for (const { port, tasks } of this.#members.splice(0)) {
			port.terminate();
			for (const task of tasks.values()) task.reject(new Cancelled());
		}
		for (const task of this.#waiting.splice(0)) task.reject(new Cancelled());
	}

	#newTask(job: Job, urgent: boolean, onprogress: Task['onprogress']): Task {
		let resolve: Task['resolve'] = () => {};
		let reject: Task['reject'] = () => {};
		// Promise.withResolvers, which Node 20 does not have.
		const answer = new Promise<Answer>((onanswer, onfailure) => {
			resolve = onanswer;
			reject = onfailure;
		});
		return { id: this.#nextId++, job, urgent, onprogress, answer, resolve, reject };
	}

	async #untilAborted<T>(
		tasks: readonly Task[],
		signal: AbortSignal | undefined,
		answers: () => Promise<T>
	): Promise<T> {
		const abort = () => tasks.forEach((task) => this.#cancel(task));
		signal?.addEventListener('abort', abort, { once: true });
		try {
			const answered = answers();
			if (this.#closed || signal?.aborted) abort();
			else this.#accept(tasks, signal);
			return await answered;
		} catch (error) {
			abort();
			throw error;
		} finally {
			signal?.removeEventListener('abort', abort);
		}
	}

	#accept(tasks: readonly Task[], signal: AbortSignal | undefined): void {
		for (const task of tasks) {
			if (task.urgent) this.#startPreview(task, signal);
			else this.#waiting.push(task);
		}
		this.#hand();
	}

	#startPreview(task: Task, signal: AbortSignal | undefined): void {
		const isSame = signal !== undefined && signal === this.#previewSignal;
		if (!isSame) for (const other of [...this.#previews]) this.#cancel(other);
		this.#previews.push(task);
		this.#previewSignal = signal;
		this.#give(this.#leastBusy(), task);
	}

	#hand(): void {
		while (this.#waiting.length > 0) {
			const member = this.#leastBusy();
			if (member.tasks.size >= fullTasksPerWorker) return;
			const task = this.#waiting.shift();
			if (task) this.#give(member, task);
		}
	}

	#give(member: Member, task: Task): void {
		member.tasks.set(task.id, task);
		member.port.post({ kind: 'start', id: task.id, urgent: task.urgent, job: task.job });
	}

	#leastBusy(): Member {
		const idle = this.#members.find(({ tasks }) => tasks.size === 0);
		if (idle) return idle;
		if (this.#members.length < this.#size) return this.#addMember();
		return this.#members.reduce((least, member) =>
			member.tasks.size < least.tasks.size ? member : least
		);
	}

	#addMember(): Member {
		if (!this.#engine) throw new Error('a worker was needed before the engine was there');
		const member: Member = { port: this.#spawn(), tasks: new Map() };
		member.port.onmessage = (message) => this.#receive(member, message);
		member.port.onbroken = (reason) => this.#lose(member, reason);
		member.port.post({ kind: 'engine', engine: this.#engine });
		this.#members.push(member);
		return member;
	}

	#receive(member: Member, message: FromWorker): void {
		const task = member.tasks.get(message.id);
		// Cancelled here while its answer was on the way.
		if (!task) return;
		if (message.kind === 'progress') return task.onprogress(message.fraction);
		member.tasks.delete(task.id);
		this.#forgetPreview(task);
		if (message.kind === 'done') task.resolve(message.answer);
		else if (message.kind === 'cancelled') task.reject(new Cancelled());
		else task.reject(faultFrom(message.fault));
		this.#hand();
	}

	/** Its promise rejects at once; the worker drops it within a slice. */
	#cancel(task: Task): void {
		this.#forgetPreview(task);
		this.#waiting = this.#waiting.filter((waiting) => waiting !== task);
		for (const { port, tasks } of this.#members) {
			if (tasks.delete(task.id)) port.post({ kind: 'cancel', id: task.id });
		}
		task.reject(new Cancelled());
		this.#hand();
	}

	#forgetPreview(task: Task): void {
		this.#previews = this.#previews.filter((other) => other !== task);
	}

	#lose(member: Member, reason: string): void {
		const index = this.#members.indexOf(member);
		if (index < 0) return;
		this.#members.splice(index, 1);
		member.port.terminate();
		for (const task of member.tasks.values()) {
			this.#forgetPreview(task);
			task.reject(new WorkerFault(reason));
		}
		this.#hand();
	}
}

/** The one cast of the boundary: `work.ts` answers a job of kind K with the answer of kind K. */
function answerOf<K extends Job['kind']>(task: Task): Promise<Answers[K]> {
	return task.answer as Promise<Answers[K]>;
}

function faultFrom(fault: { name: string; message: string; stack: string }): WorkerFault {
	const error = new WorkerFault(`${fault.name}: ${fault.message}`);
	error.stack = fault.stack;
	return error;
}
