import { LearnerError } from '#lib/messages';
import type { Answer, Answers, Call, ToRealm } from '../protocol';

/** What this realm has asked of the page and not heard about. */
export class Calls {
	#send: (call: number, request: Call) => void;
	#waiting = new Map<number, Waiting>();
	#next = 1;
	#quiet: () => void = () => undefined;

	constructor(send: (call: number, request: Call) => void) {
		this.#send = send;
	}

	get waiting(): boolean {
		return this.#waiting.size > 0;
	}

	ask<Method extends Call['method']>(
		request: Extract<Call, { method: Method }>
	): Promise<Answers[Method]> {
		// Taken here, while the learner's line is on the stack: a refusal arrives long after it.
		const asked = new Error();
		const call = this.#next++;
		return new Promise((resolve, reject) => {
			// The page is trusted to answer what was asked.
			const answer = (value: Answer) => resolve(value as Answers[Method]);
			this.#waiting.set(call, { resolve: answer, reject, asked });
			this.#send(call, request);
		});
	}

	settle(message: Extract<ToRealm, { call: number }>): void {
		const waiting = this.#waiting.get(message.call);
		if (!waiting) return;
		this.#waiting.delete(message.call);
		if (message.type === 'answer') waiting.resolve(message.value);
		else {
			const error = new LearnerError(message.problems);
			error.stack = waiting.asked.stack;
			waiting.reject(error);
		}
		this.#quiet();
	}

	/** Resolves when the next answer has come. */
	async nextAnswer(): Promise<void> {
		await new Promise<void>((resolve) => (this.#quiet = resolve));
	}
}

interface Waiting {
	resolve: (answer: Answer) => void;
	reject: (error: LearnerError) => void;
	asked: Error;
}
