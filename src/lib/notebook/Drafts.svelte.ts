import type { LabFile } from '#lib/lab';

/** Source texts by path relative to `start/`. */
export type Files = Readonly<Record<string, string>>;

/**
 * The lab's files: the pristine text, and the learner's where it differs.
 * Two things, never merged: a reset forgets the learner's, a new version of the lab keeps it.
 */
export class Drafts {
	readonly paths: readonly string[];
	readonly #pristine: Files;
	#edits = $state.raw<Files>({});

	constructor(files: readonly LabFile[]) {
		this.paths = files.map((file) => file.path);
		this.#pristine = Object.fromEntries(files.map((file) => [file.path, file.start]));
	}

	/** Only the files whose text differs from the lab's own. */
	get edits(): Files {
		return this.#edits;
	}

	/** All files as the learner has them: what is bundled and run. */
	readonly files = $derived.by<Files>(() => ({ ...this.#pristine, ...this.#edits }));

	text(path: string): string {
		return this.files[path] ?? '';
	}

	pristine(path: string): string {
		return this.#pristine[path] ?? '';
	}

	isEdited(path: string): boolean {
		return path in this.#edits;
	}

	write(path: string, text: string) {
		if (!(path in this.#pristine) || text === this.text(path)) return;
		if (text === this.#pristine[path]) this.reset(path);
		else this.#edits = { ...this.#edits, [path]: text };
	}

	reset(path: string) {
		const { [path]: _forgotten, ...rest } = this.#edits;
		this.#edits = rest;
	}

	/** Takes over saved or shared texts; a path that the lab does not have is left out. */
	restore(edits: Files) {
		const known = Object.entries(edits).filter(
			([path, text]) => path in this.#pristine && text !== this.#pristine[path]
		);
		this.#edits = Object.fromEntries(known);
	}
}
