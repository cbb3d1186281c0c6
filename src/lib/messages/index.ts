/**
 * Every word a learner reads: the catalogue (`m`, compiled by Paraglide from `messages/<language>`)
 * and the coded problems. One code, one text, one function; a problem names the place, the value
 * and what is allowed. It must never hold logic that decides whether something is wrong.
 */
export { m } from './paraglide/messages.js';
export {
	getLocale,
	setLocale,
	locales,
	baseLocale,
	isLocale,
	overwriteGetLocale
} from './paraglide/runtime.js';
export { LearnerError, type Problem, type Result } from './problem';
export * from './problems/code';
export * from './problems/command';
export * from './problems/grading';
export * from './problems/lab-file';
export * from './problems/link';
export * from './problems/notebook';
export * from './problems/progress';
export * from './problems/setting';
