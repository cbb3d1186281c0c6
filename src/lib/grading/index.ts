/**
 * From what a lab's checks returned to what the learner is told.
 * Pure: the checks themselves run in the sandbox, because their author may be a stranger.
 * It must never run code, and never trust the shape of what a check returned.
 */
export { checksOf, grade, type Returned } from './grade';
export type { Checks, Grade, GradedCheck, Verdict, Work } from './verdict';
