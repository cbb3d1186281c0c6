import type { Problem } from '#lib/messages';
import { diagnose } from './diagnostics';
import { monaco, typescript, type CodeModel, type Marker } from './load';

const markerOwner = 'broker-lab';

/** The files of one lab as Monaco's models; their undo history lives as long as this. */
export class LabModels {
	#root: string;
	#models = new Map<string, CodeModel>();
	#libraries: { dispose(): void }[];
	#onchange: (path: string, text: string) => void;
	#applying = false;

	constructor(
		slug: string,
		declarations: Readonly<Record<string, string>>,
		onchange: (path: string, text: string) => void
	) {
		this.#root = `file:///lab/${slug}/`;
		this.#onchange = onchange;
		this.#libraries = Object.entries(declarations).map(([name, text]) =>
			typescript.typescriptDefaults.addExtraLib(
				text,
				`file:///declarations/${name.replace(/(\.d\.ts)?$/, '.d.ts')}`
			)
		);
	}

	get(path: string): CodeModel | null {
		return this.#models.get(path) ?? null;
	}

	/** Makes the models hold these texts. A text that changed elsewhere can be undone, too. */
	sync(files: Readonly<Record<string, string>>): void {
		this.#applying = true;
		for (const [path, text] of Object.entries(files)) {
			const model = this.#models.get(path);
			if (!model) this.#models.set(path, this.#create(path, text));
			else if (model.getValue() !== text)
				model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
		}
		for (const [path, model] of this.#models)
			if (!Object.hasOwn(files, path)) {
				model.dispose();
				this.#models.delete(path);
			}
		this.#applying = false;
	}

	mark(path: string, problems: readonly Problem[]): void {
		const model = this.#models.get(path);
		if (!model) return;
		const here = problems.filter(({ file, line }) => file === path && line !== undefined);
		monaco.editor.setModelMarkers(
			model,
			markerOwner,
			here.map((problem) => markerOf(problem, model))
		);
	}

	async typeProblems(): Promise<Problem[]> {
		const found = await Promise.all(
			[...this.#models].map(([path, model]) => diagnose(model, path))
		);
		return found.flat();
	}

	dispose(): void {
		for (const model of this.#models.values()) model.dispose();
		for (const library of this.#libraries) library.dispose();
		this.#models.clear();
	}

	#create(path: string, text: string): CodeModel {
		const uri = monaco.Uri.parse(this.#root + path);
		// One page may open a lab again before the last of it is gone.
		monaco.editor.getModel(uri)?.dispose();
		const model = monaco.editor.createModel(text, 'typescript', uri);
		model.updateOptions({
			tabSize: 2,
			bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false }
		});
		model.setEOL(monaco.editor.EndOfLineSequence.LF);
		model.onDidChangeContent(() => {
			if (!this.#applying) this.#onchange(path, model.getValue());
		});
		return model;
	}
}

function markerOf(problem: Problem, model: CodeModel): Marker {
	const { line = 1, column = 1, text, endLine = line } = problem;
	const startLineNumber = Math.min(line, model.getLineCount());
	// Without an end, the word at the place, or else the line.
	const word = model.getWordAtPosition({ lineNumber: startLineNumber, column });
	const endColumn = problem.endColumn ?? word?.endColumn ?? model.getLineMaxColumn(startLineNumber);
	return {
		severity: monaco.MarkerSeverity.Error,
		message: text,
		source: problem.code,
		startLineNumber,
		startColumn: column,
		endLineNumber: Math.max(startLineNumber, endLine),
		endColumn
	};
}
