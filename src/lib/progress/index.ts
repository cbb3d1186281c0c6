/**
 * The learner's own work, kept in this browser only.
 * Every record is versioned and checked when it is read; a record that cannot be read is set aside
 * and reported, never deleted. It must never fail the page: where storage is refused or full,
 * work goes on in memory, and `persistent` and `reason` say so.
 */
export { openProgress } from './open-progress';
export type { Answer, KeptCheck, LabProgress, PredictionAnswer, StoredRun } from './record';
export type { ProgressChange, ProgressStore, SaveResult } from './store';
