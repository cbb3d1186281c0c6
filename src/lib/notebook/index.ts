/**
 * The page of a lab: what the learner changes, runs, sees and keeps, and the components that show
 * it. State lives in classes with one subject each; heavy parts come by dynamic import, after first
 * paint. It must never decide what a run gives: that is the engine's, and the checks are the lab's.
 */
export { default as BrokerName } from './BrokerName.svelte';
export { LabDesk, provideLabDesk } from './LabDesk.svelte';
export { default as LabPage } from './LabPage.svelte';
export { default as SaveIndicator } from './SaveIndicator.svelte';
export { provideSaveStatus, saveStatus, SaveStatus } from './SaveStatus.svelte';
