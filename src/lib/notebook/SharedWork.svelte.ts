import type { Lab } from '#lib/lab';
import type { Problem } from '#lib/messages';
import type { Differences, LinkPayload } from '#lib/share';
import type { Notebook } from './Notebook.svelte';

/**
 * Somebody's version of the lab, as the address carries it. It is shown as differences and waits
 * for a decision: it runs nothing and changes nothing by itself.
 */
export class SharedWork {
	payload = $state.raw<LinkPayload | null>(null);
	differences = $state.raw<Differences | null>(null);
	problems = $state.raw<readonly Problem[]>([]);

	readonly #lab: Lab;
	readonly #notebook: Notebook;

	constructor(lab: Lab, notebook: Notebook) {
		this.#lab = lab;
		this.#notebook = notebook;
	}

	/** Reads the address's fragment; one that is no link is left alone. */
	async read(hash: string) {
		// Most addresses are none: what reads links is loaded for links alone.
		if (!/^#v\d+\./.test(hash)) return;
		const { decodeLink, differences, misfits } = await import('#lib/share');
		const decoded = await decodeLink(hash);
		this.payload = null;
		this.differences = null;
		this.problems = decoded.ok ? misfits(this.#lab, decoded.value) : decoded.problems;
		if (!decoded.ok || this.problems.length > 0) return;
		this.payload = decoded.value;
		this.differences = differences(this.#lab, decoded.value, this.#notebook.snapshot);
	}

	/** Makes the link's version the learner's own. */
	keep() {
		const { payload } = this;
		if (payload) this.#notebook.take(payload);
		this.discard();
	}

	discard() {
		this.payload = null;
		this.differences = null;
		this.problems = [];
	}

	/** The address of this lab with the learner's work in it. */
	async link(): Promise<string> {
		const { encodeLink, payloadOf } = await import('#lib/share');
		const url = new URL(location.href);
		url.hash = await encodeLink(payloadOf(this.#lab, this.#notebook.snapshot));
		return url.href;
	}
}
