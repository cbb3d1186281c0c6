import { pageLimits } from '#lib/experiment';
import { codeSandboxBlocked } from '#lib/messages';
import type { Bundle, ExecuteOptions, Execution, SandboxHost } from './execution';
import { Conversation } from './host/conversation';
import { Realm } from './host/realm';
import { RealmFrame } from './host/realm-frame';
import { Turns } from './host/turns';
import { limits } from './limits';

export interface SandboxOptions {
	/** Where `static/sandbox.html` is served, base path included. */
	frameUrl: string;
	/** Of the learner's own computing; waiting for runs does not count. */
	timeLimitMs?: number;
}

/**
 * Executes learner code in realms of a frame without an origin. One execution at a time: a newer
 * one waits for the older. Every execution gets a fresh realm, and the next one is started ahead.
 */
export class Sandbox {
	#host: SandboxHost;
	#options: SandboxOptions;
	#frame: Promise<RealmFrame | null> | null = null;
	#standby: Realm | null = null;
	#turns = new Turns();
	#destroyed = false;

	constructor(host: SandboxHost, options: SandboxOptions) {
		this.#host = host;
		this.#options = options;
	}

	execute(bundle: Bundle, options: ExecuteOptions): Execution {
		const conversation = new Conversation(this.#host, bundle, options, {
			timeLimitMs: this.#options.timeLimitMs ?? limits.computingMs,
			limits: pageLimits
		});
		this.#turns.queue(conversation, () => void this.#connect(conversation));
		return conversation;
	}

	/** Loads the frame and starts a realm ahead of the first use. */
	warm(): void {
		void this.#load().then((frame) => frame && this.#prepare(frame));
	}

	destroy(): void {
		this.#destroyed = true;
		this.#turns.stop();
		void this.#frame?.then((frame) => frame?.destroy());
	}

	async #connect(conversation: Conversation): Promise<void> {
		const frame = await this.#load();
		if (!frame) return conversation.fail([codeSandboxBlocked()]);
		const realm = this.#standby?.usable ? this.#standby : new Realm(frame);
		this.#standby = null;
		realm.converse(conversation);
		// After the run, so that the two do not start at the same moment on few processors.
		void conversation.outcome.then(() => this.#prepare(frame));
	}

	#prepare(frame: RealmFrame): void {
		if (!this.#destroyed && !this.#standby?.usable) this.#standby = new Realm(frame);
	}

	#load(): Promise<RealmFrame | null> {
		this.#frame ??= loadFrame(this.#options.frameUrl).then((frame) => {
			if (!frame) this.#frame = null; // the next run tries again
			return frame;
		});
		return this.#frame;
	}
}

async function loadFrame(url: string): Promise<RealmFrame | null> {
	const { default: script } = await import('virtual:realm-script');
	return await RealmFrame.load(url, script);
}
