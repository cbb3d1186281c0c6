import { parseFromRealm } from '../protocol';
import type { Breakdown, Conversation, RealmLink } from './conversation';
import type { RealmFrame } from './realm-frame';

/** A realm that waits, started, for its one conversation. */
export class Realm {
	#link: RealmLink;
	#ready = false;
	#broken: Breakdown | null = null;
	#conversation: Conversation | null = null;

	constructor(frame: RealmFrame) {
		this.#link = frame.open({
			receive: (encoded) => this.#receive(encoded),
			breakDown: (breakdown) => this.#breakDown(breakdown)
		});
	}

	get usable(): boolean {
		return this.#broken === null;
	}

	converse(conversation: Conversation): void {
		this.#conversation = conversation;
		if (this.#broken) conversation.breakDown(this.#broken);
		else if (this.#ready) conversation.start(this.#link);
	}

	terminate(): void {
		this.#link.terminate();
	}

	#receive(encoded: string): void {
		if (this.#ready) return this.#conversation?.receive(encoded);
		// The first message is the runtime's own: no learner code is in the realm yet.
		if (parseFromRealm(encoded)?.type !== 'ready') return;
		this.#ready = true;
		this.#conversation?.start(this.#link);
	}

	#breakDown(breakdown: Breakdown): void {
		this.#broken = breakdown;
		this.#conversation?.breakDown(breakdown);
	}
}
