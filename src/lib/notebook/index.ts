/**
 * The page of a lab: what the learner changes, runs, sees and keeps, and the components that show
 * it. State lives in classes with one subject each; heavy parts come by dynamic import, after first
 * paint. It must never decide what a run gives: that is the engine's, and the checks are the lab's.
 */
export { Autosave } from './Autosave.svelte';
export { default as BrokerName } from './BrokerName.svelte';
export { provideLabDesk, type LabDesk } from './context';
export { Editing } from './Editing.svelte';
export { default as LabPage } from './LabPage.svelte';
export { Notebook } from './Notebook.svelte';
export { openWorkshop } from './open-workshop';
export { default as SaveIndicator } from './SaveIndicator.svelte';
export { provideSaveStatus, saveStatus, SaveStatus } from './SaveStatus.svelte';
export { SharedWork } from './SharedWork.svelte';
export type { Workshop } from './workshop';
