import { limits } from '../limits';
import type { ToRealm } from '../protocol';
import type { Breakdown, RealmLink } from './conversation';

/** To `static/sandbox.html`. */
type ToFrame =
	| { type: 'open'; id: number }
	| { type: 'post'; id: number; message: ToRealm }
	| { type: 'end'; id: number };

/** From `static/sandbox.html`, whose script is ours; the texts in it are not. */
type FromFrame =
	| { type: 'booted' }
	| { type: 'message'; id: number; encoded: string }
	| { type: 'broken'; id: number; breakdown: Breakdown };

export interface RealmListener {
	receive(encoded: string): void;
	breakDown(breakdown: Breakdown): void;
}

/** A hidden frame without an origin, and the realms in it. */
export class RealmFrame {
	#element: HTMLIFrameElement;
	#port: MessagePort;
	#listeners = new Map<number, RealmListener>();
	#nextId = 1;

	private constructor(element: HTMLIFrameElement, port: MessagePort) {
		this.#element = element;
		this.#port = port;
		port.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#receive(data);
	}

	/** Null when the frame does not answer: frames, workers or scripts are blocked here. */
	static async load(url: string, script: string): Promise<RealmFrame | null> {
		const element = document.createElement('iframe');
		element.setAttribute('sandbox', 'allow-scripts');
		element.setAttribute('aria-hidden', 'true');
		element.tabIndex = -1;
		element.hidden = true;
		element.src = url;
		const { port1, port2 } = new MessageChannel();
		const booted = new Promise<boolean>((resolve) => {
			port1.onmessage = () => resolve(true);
			element.onload = () => {
				// The frame's origin is opaque: no other target than '*' reaches it.
				element.contentWindow?.postMessage({ type: 'boot', script, limits }, '*', [port2]);
				setTimeout(resolve, limits.frameAnswerMs, false);
			};
			element.onerror = () => resolve(false);
			setTimeout(resolve, limits.frameMs, false);
		});
		document.body.append(element);
		if (await booted) return new RealmFrame(element, port1);
		element.remove();
		port1.close();
		return null;
	}

	open(listener: RealmListener): RealmLink {
		const id = this.#nextId++;
		this.#listeners.set(id, listener);
		this.#send({ type: 'open', id });
		return {
			post: (message) => this.#send({ type: 'post', id, message }),
			terminate: () => {
				this.#listeners.delete(id);
				this.#send({ type: 'end', id });
			}
		};
	}

	destroy(): void {
		this.#listeners.clear();
		this.#port.close();
		this.#element.remove();
	}

	#send(message: ToFrame): void {
		this.#port.postMessage(message);
	}

	#receive(message: FromFrame): void {
		if (message.type === 'message') this.#listeners.get(message.id)?.receive(message.encoded);
		else if (message.type === 'broken') {
			const listener = this.#listeners.get(message.id);
			this.#listeners.delete(message.id);
			listener?.breakDown(message.breakdown);
		}
	}
}
