import type { DesignPoint, ExperimentSpec, MessageQuery, Over } from '#lib/experiment';
import { codeForeignRun, codeHostFailed, LearnerError, type Problem } from '#lib/messages';
import type { SandboxHost } from '../execution';
import type { Answer, Call, ToRealm } from '../protocol';
import type { NumberedRuns } from './numbered-runs';

interface Listeners {
	/** The mean over the calls under way, 0 … 1. */
	onprogress: (fraction: number) => void;
	answer: (message: ToRealm) => void;
}

/** What the realm asked of the page: passed on to the host, and answered or refused. */
export class HostCalls {
	#host: SandboxHost;
	#runs: NumberedRuns;
	#listeners: Listeners;
	#abort = new AbortController();
	#progress = new Map<number, number>();

	constructor(host: SandboxHost, runs: NumberedRuns, listeners: Listeners) {
		this.#host = host;
		this.#runs = runs;
		this.#listeners = listeners;
	}

	get waiting(): boolean {
		return this.#progress.size > 0;
	}

	async take(call: number, request: Call): Promise<void> {
		this.#progress.set(call, 0);
		const message = await this.#ask(call, request).then(
			(value): ToRealm => ({ type: 'answer', call, value }),
			(error: unknown): ToRealm => ({ type: 'refusal', call, problems: problemsOf(error) })
		);
		this.#progress.delete(call);
		if (!this.#abort.signal.aborted) this.#listeners.answer(message);
	}

	/** The execution is over: whatever still runs for it ends. */
	cancel(): void {
		this.#abort.abort();
	}

	async #ask(call: number, request: Call): Promise<Answer> {
		const options = {
			signal: this.#abort.signal,
			onprogress: (fraction: number) => this.#advance(call, fraction)
		};
		// The types say what a learner should write; the host validates what the realm did send.
		switch (request.method) {
			case 'run':
				return this.#runs.number(await this.#host.run(request.spec as ExperimentSpec, options));
			case 'sweep': {
				const { spec, over, seeds } = request;
				return this.#host.sweep(spec as ExperimentSpec, over as Over, { ...options, seeds });
			}
			case 'measure':
				return this.#host.measure(request.points as DesignPoint[], {
					...options,
					seeds: request.seeds
				});
			case 'messages':
				return this.#host.messages(this.#run(request.handle), request.query as MessageQuery);
			case 'explain':
				return this.#host.explain(this.#run(request.handle), request.message);
		}
	}

	#run(handle: number) {
		const run = this.#runs.get(handle);
		if (!run) throw new LearnerError([codeForeignRun({})]);
		return run;
	}

	#advance(call: number, fraction: number): void {
		if (!this.#progress.has(call) || this.#abort.signal.aborted) return;
		this.#progress.set(call, fraction);
		const fractions = [...this.#progress.values()];
		this.#listeners.onprogress(fractions.reduce((sum, one) => sum + one, 0) / fractions.length);
	}
}

function problemsOf(error: unknown): Problem[] {
	if (error instanceof LearnerError) return [...error.problems];
	return [codeHostFailed({}, error instanceof Error ? error.message : String(error))];
}
