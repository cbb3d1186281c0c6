/**
 * A lab's dials, edits and seed as the fragment of an address, and back.
 * Everything decoded here came from a stranger: it is size-limited, checked and never run.
 * It must never change the learner's own work; `differences` only says what a link would change.
 */
export { decodeLink, encodeLink } from './codec';
export type { LinkPayload } from './link';
export {
	differences,
	misfits,
	payloadOf,
	type DialDiff,
	type Differences,
	type DiffLine,
	type FileDiff,
	type Work
} from './differences';
