/**
 * From the text of a lab folder to a `Lab`, and from a lab's syntax back to text.
 * Runs at build time in Node, and in the browser for labs that a learner opens from a file; it
 * reads no files itself and must stay out of the first page's script.
 */
export { parseLab } from './parse';
export { parseLabDocument, serializeLab, type LabDocument, type LabPart } from './document';
export { translationProblems } from './translation';
