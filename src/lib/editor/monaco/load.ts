/*
 * The one place that imports Monaco, itself imported dynamically. Only what the labs use is taken:
 * the editor, TypeScript, and the contributions below.
 */
import * as monaco from 'monaco-editor/editor/editor.api';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/rename/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/wordOperations/register';
// Completion itself and the caret's own commands: no feature of the package's list brings them.
import 'monaco-editor/editor/browser/coreCommands';
import 'monaco-editor/editor/contrib/caretOperations/browser/caretOperations';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/languages/definitions/typescript/register';
import * as typescript from 'monaco-editor/languages/features/typescript/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import TypeScriptWorker from 'monaco-editor/language/typescript/ts.worker?worker';

export type Monaco = typeof monaco;
export type CodeModel = monaco.editor.ITextModel;
export type Marker = monaco.editor.IMarkerData;
export type Diagnostic = typescript.Diagnostic;
export { monaco, typescript };

self.MonacoEnvironment = {
	getWorker: (_, label) => (label === 'typescript' ? new TypeScriptWorker() : new EditorWorker())
};

/** `bundler` and `force`, in the compiler's numbers: Monaco's own lists of them end before these. */
const bundlerResolution = 100 as typescript.ModuleResolutionKind;
const forcedModules = 3;

typescript.typescriptDefaults.setCompilerOptions({
	target: typescript.ScriptTarget.ESNext,
	module: typescript.ModuleKind.ESNext,
	moduleResolution: bundlerResolution,
	// Without it, two files that neither import nor export would share one set of names.
	moduleDetection: forcedModules,
	allowImportingTsExtensions: true,
	noEmit: true,
	strict: true,
	lib: ['lib.es2023.d.ts']
});
typescript.typescriptDefaults.setEagerModelSync(true);
