import type { Conversation } from './conversation';

/**
 * Executions take turns: one computes at a time, and the others wait in the order in which they
 * were asked for. One that is stopped while it waits never starts.
 */
export class Turns {
	#before: Promise<unknown> = Promise.resolve();
	#open = new Set<Conversation>();

	/** Calls `start` when all that came before are over, unless this one is by then too. */
	queue(conversation: Conversation, start: () => void): void {
		const before = this.#before;
		this.#open.add(conversation);
		const over = conversation.outcome.then(() => this.#open.delete(conversation));
		// A stopped one that waits is over before those ahead of it.
		this.#before = Promise.all([before, over]);
		void before.then(() => this.#open.has(conversation) && start());
	}

	stop(): void {
		for (const conversation of this.#open) conversation.stop('learner');
	}
}
