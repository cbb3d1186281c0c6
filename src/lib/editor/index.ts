/**
 * The learner's code editor: a plain text area at once, Monaco with TypeScript when it has loaded,
 * one Monaco for the whole page. It must never load Monaco before it is asked to, run code, or
 * keep a text of its own: what is typed goes out by `onchange` and comes back as `files`.
 */
export { default as CodeEditor } from './CodeEditor.svelte';
export { paramsDeclaration, type DeclaredDial } from './params-declaration';
export {
	provideSharedEditor,
	SharedEditor,
	sharedEditor,
	type SharedEditorOptions
} from './SharedEditor.svelte';
