import type { Limits, Shown } from '#lib/experiment';
import {
	codeFlooded,
	codeMessageMalformed,
	codeMessageTooLarge,
	codeRealmFailed,
	getLocale,
	m,
	type Problem
} from '#lib/messages';
import type {
	Bundle,
	ExecuteOptions,
	Execution,
	Outcome,
	SandboxHost,
	StoppedBy
} from '../execution';
import { limits } from '../limits';
import {
	parseFromRealm,
	type Failure,
	type FromRealm,
	type ShownMessage,
	type ToRealm
} from '../protocol';
import { HostCalls } from './host-calls';
import { NumberedRuns } from './numbered-runs';
import { SourcePositions } from './source-positions';
import { Stopwatch } from './stopwatch';

/** The way to one realm, a browser's worker or a thread of Node. */
export interface RealmLink {
	post(message: ToRealm): void;
	/** Ends the realm at once, in the middle of whatever it does. */
	terminate(): void;
}

export interface Bounds {
	/** Of the program's own computing; waiting for runs does not count. */
	timeLimitMs: number;
	/** Of what one experiment may ask for. */
	limits: Limits;
}

/** Why a realm ended without its own `done` or `failed`. */
export type Breakdown =
	| { kind: 'too-large'; characters: number }
	| { kind: 'flooded' }
	| { kind: 'malformed'; value: string }
	| { kind: 'failed'; reason: string };

/**
 * The page's side of one execution: starts the program, answers its calls, keeps its time and
 * believes nothing that it says.
 */
export class Conversation implements Execution {
	readonly outcome: Promise<Outcome>;
	#resolve: (outcome: Outcome) => void = () => undefined;
	#over = false;
	#link: RealmLink | null = null;
	#bundle: Bundle;
	#options: ExecuteOptions;
	#positions: SourcePositions;
	#runs = new NumberedRuns();
	#calls: HostCalls;
	#computing: Stopwatch;
	#limits: Limits;
	#shown: Shown[] = [];

	constructor(host: SandboxHost, bundle: Bundle, options: ExecuteOptions, bounds: Bounds) {
		this.outcome = new Promise((resolve) => (this.#resolve = resolve));
		this.#bundle = bundle;
		this.#options = options;
		this.#positions = new SourcePositions(bundle);
		this.#limits = bounds.limits;
		this.#computing = new Stopwatch(bounds.timeLimitMs, () => this.stop('time-limit'));
		this.#calls = new HostCalls(host, this.#runs, {
			onprogress: (fraction) => options.onprogress?.(fraction),
			answer: (message) => {
				this.#link?.post(message);
				if (!this.#calls.waiting) this.#computing.start();
			}
		});
	}

	/** Called once, with a realm that has said that it is ready. */
	start(link: RealmLink): void {
		if (this.#over) return link.terminate();
		if (this.#link) return;
		this.#link = link;
		const { params, seed, work, only } = this.#options;
		link.post({
			type: 'start',
			code: this.#bundle.code,
			entry: this.#bundle.entry,
			params: { ...params },
			seed,
			limits: this.#limits,
			locale: getLocale(),
			work: work ? this.#runs.numberAll(work) : null,
			only: only ? [...only] : null
		});
		this.#computing.start();
	}

	receive(encoded: string): void {
		if (this.#over) return;
		const message = parseFromRealm(encoded);
		if (message) this.#handle(message);
		else this.breakDown({ kind: 'malformed', value: encoded.slice(0, 80) });
	}

	/** Ends the execution; whatever else the realm has sent is not heard. */
	breakDown(breakdown: Breakdown): void {
		this.fail([problemOf(breakdown)]);
	}

	fail(problems: Problem[]): void {
		this.#end({ status: 'failed', problems, shown: this.#shown });
	}

	stop(by: StoppedBy = 'learner'): void {
		this.#end({ status: 'stopped', by, shown: this.#shown });
	}

	#handle(message: FromRealm): void {
		switch (message.type) {
			case 'ready':
				return;
			case 'call':
				this.#computing.stop();
				void this.#calls.take(message.call, message.request);
				return;
			case 'show':
				return this.#show(message.shown);
			case 'failed':
				return this.fail(this.#placed(message.failure));
			case 'done':
				return this.#done(message);
		}
	}

	#show(message: ShownMessage): void {
		const shown = this.#runs.shown(message);
		if (!shown) return this.breakDown({ kind: 'malformed', value: 'run' });
		if (this.#shown.length > limits.shown) return;
		const cut: Shown = { kind: 'text', text: m.code_output_cut() };
		const kept = this.#shown.length === limits.shown ? cut : shown;
		this.#shown.push(kept);
		this.#options.onshow?.(kept);
	}

	#done({ exported, checks, broken }: Extract<FromRealm, { type: 'done' }>): void {
		const brokenChecks = Object.entries(broken ?? {}).flatMap(([name, failure]) =>
			this.#placed(failure)
				.slice(0, 1)
				.map((problem) => [name, problem])
		);
		this.#end({
			status: 'done',
			exported,
			shown: this.#shown,
			...(checks && { checks, brokenChecks: Object.fromEntries(brokenChecks) })
		});
	}

	/** A problem without a line gets the innermost line of the learner's that led to it. */
	#placed({ problems, stack }: Failure): Problem[] {
		return problems.map((problem) => {
			if (problem.line !== undefined) return problem;
			const { path } = problem;
			const place =
				path === undefined ? this.#positions.find(stack) : this.#positions.findSetting(stack, path);
			return { ...problem, ...place };
		});
	}

	#end(outcome: Outcome): void {
		if (this.#over) return;
		this.#over = true;
		this.#computing.stop();
		this.#link?.terminate();
		this.#calls.cancel();
		this.#resolve(outcome);
	}
}

function problemOf(breakdown: Breakdown): Problem {
	switch (breakdown.kind) {
		case 'too-large':
			return codeMessageTooLarge(breakdown.characters, limits.messageCharacters);
		case 'flooded':
			return codeFlooded(limits.messages, limits.totalCharacters);
		case 'malformed':
			return codeMessageMalformed(breakdown.value);
		case 'failed':
			return codeRealmFailed(breakdown.reason);
	}
}
