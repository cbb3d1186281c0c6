import { Worker } from 'node:worker_threads';
import { commandLineLimits } from '#lib/experiment';
import type { Bundle, ExecuteOptions, Execution, SandboxHost } from '../execution';
import { Conversation } from '../host/conversation';
import { Turns } from '../host/turns';
import { limits } from '../limits';
import { parseFromRealm } from '../protocol';
import { buildRealmScript } from './realm-script';

export interface NodeSandboxOptions {
	/** Of the program's own computing; waiting for runs does not count. */
	timeLimitMs?: number;
}

let built: Promise<string> | null = null;

function realmScript(): Promise<string> {
	built ??= buildRealmScript('thread').then(({ text }) => text);
	return built;
}

/** Executes bundles in worker threads, with the page's own side of the conversation. */
export class Sandbox {
	#host: SandboxHost;
	#timeLimitMs: number;
	#turns = new Turns();

	constructor(host: SandboxHost, options: NodeSandboxOptions = {}) {
		this.#host = host;
		this.#timeLimitMs = options.timeLimitMs ?? limits.computingMs;
	}

	execute(bundle: Bundle, options: ExecuteOptions): Execution {
		const conversation = new Conversation(this.#host, bundle, options, {
			timeLimitMs: this.#timeLimitMs,
			limits: commandLineLimits
		});
		this.#turns.queue(conversation, () => void this.#connect(conversation));
		return conversation;
	}

	warm(): void {
		void realmScript();
	}

	destroy(): void {
		this.#turns.stop();
	}

	async #connect(conversation: Conversation): Promise<void> {
		const fail = (error: unknown) =>
			conversation.breakDown({ kind: 'failed', reason: String(error) });
		try {
			const worker = new Worker(await realmScript(), { eval: true });
			const link = {
				post: (message: unknown) => worker.postMessage(message),
				terminate: () => void worker.terminate()
			};
			worker.on('error', fail);
			worker.on('exit', () => fail('exit'));
			worker.on('message', (encoded: string) => {
				if (parseFromRealm(encoded)?.type === 'ready') conversation.start(link);
				else conversation.receive(encoded);
			});
		} catch (error) {
			fail(error);
		}
	}
}
