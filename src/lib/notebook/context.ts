import { createContext } from 'svelte';
import type { Lab } from '#lib/lab';
import type { Autosave } from './Autosave.svelte';
import type { Editing } from './Editing.svelte';
import type { Notebook } from './Notebook.svelte';
import type { SharedWork } from './SharedWork.svelte';
import type { Workshop } from './workshop';

/** What every block of a lab's page may reach. */
export interface LabDesk {
	lab: Lab;
	notebook: Notebook;
	autosave: Autosave;
	editing: Editing;
	shared: SharedWork;
	workshop: () => Promise<Workshop>;
}

export const [labDesk, provideLabDesk] = createContext<LabDesk>();
