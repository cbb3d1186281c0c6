/**
 * A lab's dials, edits and seed as the fragment of an address, and back.
 * Everything decoded here came from a stranger: it is size-limited, checked and never run.
 * It must never change the learner's own work; `differences` only says what a link would change.
 */
export type { Differences, DialDiff, DiffLine, FileDiff, LinkPayload } from './link';
