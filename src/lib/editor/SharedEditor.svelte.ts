import { codeEditorUnavailable, type Problem } from '#lib/messages';
import { createContext } from 'svelte';
import type { LabModels, Stage } from './monaco';
import type { Caret, Seat } from './monaco/stage';

export interface SharedEditorOptions {
	/** Keeps the files of two labs apart. */
	slug: string;
	/** Texts of declaration files by name: `lab.d.ts`, and `lab/params` for this lab's dials. */
	declarations: Readonly<Record<string, string>>;
}

/** What a cell shows when it takes its seat; a caret takes the focus, too. */
interface Opening {
	path: string;
	ariaLabel: string;
	caret: Caret | null;
}

type Loaded = typeof import('./monaco');

/**
 * The one Monaco of a page and the files that its TypeScript knows. Cells ask for a seat when they
 * are focused; who has it shows Monaco, all others their text area.
 */
export class SharedEditor {
	#options: SharedEditorOptions;
	#loading: Promise<Loaded | null> | null = null;
	#loaded: Loaded | null = null;
	#models: LabModels | null = null;
	#stage: Stage | null = null;
	#files: Readonly<Record<string, string>> = {};
	#disposed = false;
	#unfollowTheme: () => void = () => undefined;
	#writers = new Map<string, (path: string, text: string) => void>();
	#holder = $state.raw<string | null>(null);
	#ready = $state.raw(false);
	#problem = $state.raw<Problem | null>(null);

	constructor(options: SharedEditorOptions) {
		this.#options = options;
	}

	/** Whether Monaco has loaded. */
	get ready(): boolean {
		return this.#ready;
	}

	/** The cell that Monaco stands in. */
	get holder(): string | null {
		return this.#holder;
	}

	/** Why there is no Monaco; the text areas go on working. */
	get problem(): Problem | null {
		return this.#problem;
	}

	/** Loads Monaco; call it when the page is idle. A focused cell calls it by itself. */
	async load(): Promise<void> {
		// Without an import on the server, Kit keeps Monaco's styles out of the page's first paint.
		if (import.meta.env.SSR) return;
		this.#loading ??= import('./monaco').catch((error: unknown) => {
			this.#problem = codeEditorUnavailable(error instanceof Error ? error.message : String(error));
			this.#loading = null; // the next focus tries again
			return null;
		});
		const loaded = await this.#loading;
		if (!loaded || this.#loaded || this.#disposed) return;
		this.#loaded = loaded;
		this.#problem = null;
		const { slug, declarations } = this.#options;
		this.#models = new loaded.LabModels(slug, declarations, (path, text) =>
			this.#written(path, text)
		);
		this.#models.sync(this.#files);
		this.#unfollowTheme = loaded.followPageTheme();
		this.#ready = true;
	}

	/** All files of the lab, as they now are: what they import from each other is checked, too. */
	sync(files: Readonly<Record<string, string>>): void {
		this.#files = files;
		this.#models?.sync(files);
	}

	/** Gives Monaco to a cell, in the middle of typing if need be. False: not loaded. */
	sit(id: string, seat: Seat, { path, ariaLabel, caret }: Opening): boolean {
		const model = this.#models?.get(path);
		if (!this.#loaded || !model) return false;
		this.#stage ??= new this.#loaded.Stage(seat.host);
		this.#stage.sit(seat);
		this.#stage.show(model, ariaLabel);
		if (caret) this.#stage.select(caret);
		this.#holder = id;
		return true;
	}

	/** Another file in the cell that has Monaco. */
	show(path: string, ariaLabel: string): void {
		const model = this.#models?.get(path);
		if (model) this.#stage?.show(model, ariaLabel);
	}

	goTo(line: number, column: number): void {
		this.#stage?.goTo(line, column);
	}

	/** A cell goes away, or is no longer to be edited here. */
	leave(id: string): void {
		if (this.#holder !== id) return;
		this.#holder = null;
		this.#stage?.leave();
	}

	/** Who is told of what is typed in Monaco. Returns what ends it. */
	listen(id: string, write: (path: string, text: string) => void): () => void {
		this.#writers.set(id, write);
		return () => this.#writers.delete(id);
	}

	mark(path: string, problems: readonly Problem[]): void {
		this.#models?.mark(path, problems);
	}

	/** A text as HTML with Monaco's classes; null until Monaco has loaded. */
	async colorize(text: string): Promise<string | null> {
		if (!this.#loaded) return null;
		return await this.#loaded.monaco.editor.colorize(text, 'typescript', { tabSize: 2 });
	}

	/** Type errors of all files; none until Monaco has loaded. */
	async typeProblems(): Promise<Problem[]> {
		return (await this.#models?.typeProblems()) ?? [];
	}

	dispose(): void {
		this.#disposed = true;
		this.#unfollowTheme();
		this.#holder = null;
		this.#stage?.dispose();
		this.#models?.dispose();
		this.#stage = null;
		this.#models = null;
	}

	#written(path: string, text: string): void {
		if (this.#holder !== null) this.#writers.get(this.#holder)?.(path, text);
	}
}

export const [sharedEditor, provideSharedEditor] = createContext<SharedEditor>();
