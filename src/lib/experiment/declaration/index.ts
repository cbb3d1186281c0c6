/**
 * The text of `lab.d.ts`, for the editor of a page: Vite alone can import a text. It must never be
 * imported by code that runs in Node, where the command line reads the file itself.
 */
export { default as labDeclaration } from '../lab.d.ts?raw';
