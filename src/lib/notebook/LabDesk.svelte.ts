import { createContext } from 'svelte';
import { paramsDeclaration, provideSharedEditor, SharedEditor } from '#lib/editor';
import { labDeclaration } from '#lib/experiment/declaration';
import type { Lab } from '#lib/lab';
import { Autosave } from './Autosave.svelte';
import { Editing } from './Editing.svelte';
import { Notebook } from './Notebook.svelte';
import { openWorkshop } from './open-workshop';
import type { SaveStatus } from './SaveStatus.svelte';
import { SharedWork } from './SharedWork.svelte';
import type { Workshop } from './workshop';

/**
 * Everything of one lab's page, made and joined: the parts do not know of each other. A page makes
 * one for each lab it shows, opens it when it stands in a browser, and closes it when it leaves.
 */
export class LabDesk {
	readonly lab: Lab;
	readonly notebook: Notebook;
	readonly autosave: Autosave;
	readonly shared: SharedWork;
	readonly editing = new Editing();
	readonly editor: SharedEditor;

	readonly #frameUrl: string;
	#workshop: Promise<Workshop> | null = null;

	/** `frameUrl`: where `static/sandbox.html` is served. */
	constructor(lab: Lab, status: SaveStatus, frameUrl: string) {
		this.lab = lab;
		this.#frameUrl = frameUrl;
		this.editor = new SharedEditor({
			slug: lab.slug,
			declarations: { 'lab.d.ts': labDeclaration, 'lab/params': paramsDeclaration(lab.dials) }
		});
		this.notebook = new Notebook(lab, this.workshop, {
			onbeforerun: async () => {
				await this.autosave.flush();
				await this.autosave.markRunning();
			},
			onafterrun: () => this.autosave.clearRunning(),
			typeProblems: () => this.editor.typeProblems()
		});
		this.autosave = new Autosave(status, {
			slug: lab.slug,
			labVersion: lab.version,
			snapshot: () => this.notebook.snapshot,
			restore: (saved) => this.notebook.restore(saved)
		});
		this.shared = new SharedWork(lab, this.notebook);
	}

	/** Loads bundler, sandbox and engine at the first call. */
	readonly workshop = (): Promise<Workshop> => {
		this.#workshop ??= openWorkshop(this.#frameUrl).catch((error: unknown) => {
			this.#workshop = null; // a lost connection: the next run tries again
			throw error;
		});
		return this.#workshop;
	};

	/** Restores what was saved, then reads the address for somebody's version. */
	async open(hash: string) {
		const store = await this.autosave.open();
		await this.notebook.openHistory(store);
		await this.shared.read(hash);
	}

	/** So that the first run finds everything there; for when the page stands still. */
	async warm() {
		await this.workshop();
		await this.editor.load();
	}

	close() {
		this.autosave.close();
		this.editor.dispose();
		void this.#workshop?.then((workshop) => workshop.close());
	}
}

const [labDesk, provide] = createContext<LabDesk>();

export { labDesk };

/** For the components of the lab's page. */
export function provideLabDesk(desk: LabDesk) {
	provide(desk);
	provideSharedEditor(desk.editor);
}
