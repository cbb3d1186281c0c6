/**
 * An estimate of how wide a text is set in the plots' sans at 13.5 px, for layouts that must be the
 * same in tests, on the server and in the page. Widths in em, measured from Source Sans 3; the
 * estimate is within a few per cent, so callers leave some air.
 */
const PLOT_TEXT_PX = 13.5;

const CLASSES: readonly (readonly [RegExp, number])[] = [
	[/[\u2009\u202f]/, 0.1],
	[/ /, 0.2],
	[/[.,:;'|!iljI()[\]·]/, 0.26],
	[/[ftr/-]/, 0.35],
	[/[cksvxyz]/, 0.46],
	[/[0-9aegEFJLSVXY]/, 0.51],
	[/[wW]/, 0.76],
	[/[mM%]/, 0.83],
	[/[A-Z]/, 0.61],
	[/[\u2e80-\uffff]/, 1]
];
const OTHERS = 0.55;
const BOLD = 1.03;

export function textWidth(text: string, options: { bold?: boolean } = {}): number {
	let em = 0;
	for (const character of text) {
		em += CLASSES.find(([pattern]) => pattern.test(character))?.[1] ?? OTHERS;
	}
	return em * PLOT_TEXT_PX * (options.bold ? BOLD : 1);
}
