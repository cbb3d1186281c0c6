/*
 * The one place that imports Monaco, itself imported dynamically.
 *
 * Monaco's TypeScript brings every contribution of the editor with it. By itself it would load them
 * after the first model: too late for the services that they register, which Monaco collects once.
 * So it is imported here, before anything is created, and `Stage` turns off what labs do not use.
 */
import * as monaco from 'monaco-editor/editor/editor.api';
import 'monaco-editor/languages/features/typescript/tsMode';
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
