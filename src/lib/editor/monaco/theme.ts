import { monaco } from './load';

export const themeName = 'broker-lab';

/** Dresses everything of Monaco's in the page's theme, now and at each change. Returns what ends it. */
export function followPageTheme(): () => void {
	const apply = () => {
		monaco.editor.defineTheme(themeName, themeOf(document.body, pageIsDark()));
		monaco.editor.setTheme(themeName);
	};
	// The page marks a chosen theme on its root; without a mark the system's holds.
	const observer = new MutationObserver(apply);
	observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
	const system = matchMedia('(prefers-color-scheme: dark)');
	system.addEventListener('change', apply);
	apply();
	return () => {
		observer.disconnect();
		system.removeEventListener('change', apply);
	};
}

function pageIsDark(): boolean {
	const { theme } = document.documentElement.dataset;
	return theme === undefined
		? matchMedia('(prefers-color-scheme: dark)').matches
		: theme === 'dark';
}

/** The editor's colours, from the page's tokens as they are in its theme now. */
function themeOf(element: Element, dark: boolean): monaco.editor.IStandaloneThemeData {
	const color = (token: string) => hexOf(element, `var(${token})`);
	const wash = (token: string, percent: number) =>
		hexOf(element, `color-mix(in srgb, var(${token}) ${percent}%, transparent)`);
	const bare = (token: string) => color(token).slice(1);
	return {
		base: dark ? 'vs-dark' : 'vs',
		inherit: true,
		rules: [
			{ token: '', foreground: bare('--ink') },
			{ token: 'keyword', foreground: bare('--accent') },
			{ token: 'type', foreground: bare('--ink') },
			{ token: 'identifier', foreground: bare('--ink') },
			{ token: 'delimiter', foreground: bare('--soft') },
			{ token: 'string', foreground: bare('--rabbitmq') },
			{ token: 'string.escape', foreground: bare('--rabbitmq') },
			{ token: 'regexp', foreground: bare('--rabbitmq') },
			{ token: 'number', foreground: bare('--kafka') },
			{ token: 'comment', foreground: bare('--soft'), fontStyle: 'italic' }
		],
		colors: {
			'editor.background': color('--raised'),
			'editor.foreground': color('--ink'),
			'editorLineNumber.foreground': color('--soft'),
			'editorLineNumber.activeForeground': color('--ink'),
			'editorCursor.foreground': color('--ink'),
			'editor.selectionBackground': wash('--accent', 24),
			'editor.inactiveSelectionBackground': wash('--accent', 12),
			'editor.findMatchBackground': wash('--rabbitmq', 40),
			'editor.findMatchHighlightBackground': wash('--rabbitmq', 20),
			'editorBracketMatch.background': wash('--accent', 14),
			'editorBracketMatch.border': color('--edge'),
			'editorError.foreground': color('--bad'),
			'editorWarning.foreground': color('--rabbitmq'),
			'editorWidget.background': color('--raised'),
			'editorWidget.foreground': color('--ink'),
			'editorWidget.border': color('--edge'),
			'editorHoverWidget.background': color('--raised'),
			'editorHoverWidget.border': color('--edge'),
			'editorSuggestWidget.background': color('--raised'),
			'editorSuggestWidget.border': color('--edge'),
			'editorSuggestWidget.selectedBackground': wash('--accent', 18),
			'editorSuggestWidget.selectedForeground': color('--ink'),
			'editorSuggestWidget.highlightForeground': color('--accent'),
			'editorSuggestWidget.focusHighlightForeground': color('--accent'),
			'list.hoverBackground': wash('--accent', 8),
			'menu.background': color('--raised'),
			'menu.foreground': color('--ink'),
			'menu.selectionBackground': wash('--accent', 18),
			'menu.selectionForeground': color('--ink'),
			'menu.border': color('--edge'),
			'input.background': color('--paper'),
			'input.foreground': color('--ink'),
			'input.border': color('--edge'),
			focusBorder: color('--accent'),
			'scrollbarSlider.background': wash('--edge', 30),
			'scrollbarSlider.hoverBackground': wash('--edge', 50),
			'scrollbarSlider.activeBackground': wash('--edge', 60),
			'widget.shadow': '#00000000'
		}
	};
}

/** Monaco reads nothing but #rrggbb[aa]; a canvas turns every colour CSS knows into bytes. */
function hexOf(element: Element, css: string): string {
	const probe = document.createElement('span');
	probe.style.color = css;
	element.append(probe);
	const computed = getComputedStyle(probe).color;
	probe.remove();
	const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
	if (!canvas) return '#000000';
	canvas.fillStyle = computed;
	canvas.fillRect(0, 0, 1, 1);
	const [red = 0, green = 0, blue = 0, alpha = 255] = canvas.getImageData(0, 0, 1, 1).data;
	const bytes = alpha === 255 ? [red, green, blue] : [red, green, blue, alpha];
	return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
