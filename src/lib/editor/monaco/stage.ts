import { monaco, type CodeModel } from './load';
import { themeName } from './theme';

/** Where the one Monaco stands, and what its keys do there. */
export interface Seat {
	host: HTMLElement;
	readonly: boolean;
	onrun: () => void;
}

/** Offsets in the text, as a text area has them. */
export interface Caret {
	start: number;
	end: number;
}

const lineHeightPx = 22;
const linesMax = 30;
const paddingPx = 12;

/** The page's one Monaco editor. It moves from cell to cell and swaps the models of their files. */
export class Stage {
	#container = document.createElement('div');
	#editor: monaco.editor.IStandaloneCodeEditor;
	#seat: Seat | null = null;
	#views = new Map<string, monaco.editor.ICodeEditorViewState>();

	constructor(host: HTMLElement) {
		host.append(this.#container);
		const style = getComputedStyle(host);
		this.#editor = monaco.editor.create(this.#container, {
			...quietOptions,
			model: null,
			theme: themeName,
			fontFamily: style.getPropertyValue('--mono').trim(),
			fontSize: parseFloat(style.fontSize)
		});
		this.#editor.onDidContentSizeChange(() => this.#fit());
		this.#editor.onKeyDown((event) => this.#key(event));
		this.#editor.onMouseDown(() => this.#editor.updateOptions({ tabFocusMode: false }));
		// Fonts that come late change the width of every character.
		void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
	}

	get hasFocus(): boolean {
		return this.#editor.hasTextFocus();
	}

	/** Takes the place of a text area. As there, Tab moves on for who only passes through. */
	sit(seat: Seat): void {
		this.#seat = seat;
		seat.host.append(this.#container);
		this.#editor.updateOptions({ readOnly: seat.readonly, tabFocusMode: true });
	}

	/** A file in the seat. Where one was in each file is remembered. */
	show(model: CodeModel, ariaLabel: string): void {
		this.#editor.updateOptions({ ariaLabel });
		const before = this.#editor.getModel();
		if (before === model) return this.#fit();
		const view = this.#editor.saveViewState();
		if (before && view) this.#views.set(before.uri.toString(), view);
		this.#editor.setModel(model);
		const remembered = this.#views.get(model.uri.toString());
		if (remembered) this.#editor.restoreViewState(remembered);
		this.#fit();
	}

	/** The caret that the text area had, and its focus. */
	select({ start, end }: Caret): void {
		const model = this.#editor.getModel();
		if (!model) return;
		const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)];
		this.#editor.setSelection(monaco.Range.fromPositions(from, to));
		this.#editor.focus();
	}

	leave(): void {
		this.#seat = null;
		this.#container.remove();
		this.#editor.setModel(null);
	}

	goTo(line: number, column: number): void {
		const position = { lineNumber: line, column };
		this.#editor.setPosition(position);
		this.#editor.revealPositionInCenterIfOutsideViewport(position);
		this.#editor.focus();
	}

	dispose(): void {
		this.#editor.dispose();
		this.#container.remove();
	}

	#fit(): void {
		if (!this.#seat) return;
		const heightMax = linesMax * lineHeightPx + 2 * paddingPx;
		const height = Math.min(this.#editor.getContentHeight(), heightMax);
		this.#container.style.height = `${height}px`;
		this.#editor.layout({ width: this.#seat.host.clientWidth, height });
	}

	#key(event: monaco.IKeyboardEvent): void {
		if (event.keyCode === monaco.KeyCode.Enter && event.shiftKey) {
			event.preventDefault();
			event.stopPropagation();
			this.#seat?.onrun();
			return;
		}
		const modifier = event.keyCode === monaco.KeyCode.Shift;
		if (event.keyCode === monaco.KeyCode.Tab || modifier) return;
		// Escape closes what is open first; when nothing is, Tab leaves until something is typed.
		const leaves =
			event.keyCode === monaco.KeyCode.Escape && !this.#container.querySelector(popups);
		this.#editor.updateOptions({ tabFocusMode: leaves });
	}
}

const popups = '.suggest-widget.visible, .find-widget.visible, .parameter-hints-widget.visible';

const quietOptions: monaco.editor.IStandaloneEditorConstructionOptions = {
	automaticLayout: true,
	bracketPairColorization: { enabled: false },
	codeLens: false,
	colorDecorators: false,
	dropIntoEditor: { enabled: false },
	fixedOverflowWidgets: true,
	folding: false,
	fontLigatures: false,
	glyphMargin: false,
	guides: { indentation: false, bracketPairs: false },
	hideCursorInOverviewRuler: true,
	inlayHints: { enabled: 'off' },
	inlineSuggest: { enabled: false },
	lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.Off },
	lineDecorationsWidth: 14,
	lineHeight: lineHeightPx,
	lineNumbersMinChars: 3,
	links: false,
	minimap: { enabled: false },
	occurrencesHighlight: 'off',
	overviewRulerBorder: false,
	overviewRulerLanes: 0,
	padding: { top: paddingPx, bottom: paddingPx },
	pasteAs: { enabled: false },
	renderLineHighlight: 'none',
	renderWhitespace: 'none',
	scrollBeyondLastLine: false,
	renderFinalNewline: 'on',
	scrollbar: {
		alwaysConsumeMouseWheel: false,
		// It lies over the bottom padding, so that the height is that of the text area.
		ignoreHorizontalScrollbarInContentHeight: true,
		horizontalScrollbarSize: 10,
		verticalScrollbarSize: 10,
		useShadows: false
	},
	stickyScroll: { enabled: false },
	wordBasedSuggestions: 'off',
	wordWrap: 'off'
};
