/**
 * An estimate of how wide a text is set in the plots' sans at 13.5 px, for layouts that must be the
 * same in tests, on the server and in the page. Widths in em, measured from Source Sans 3; the
 * estimate is at most a few per cent short, so callers leave some air.
 */
export const PLOT_TEXT_PX = 13.5;

const CLASSES: readonly (readonly [RegExp, number])[] = [
	[/[\u2009\u202f]/, 0.2],
	[/[ .,:;'|!iljI()[\]·]/, 0.25],
	[/[ftrsJ/-]/, 0.36],
	[/[mwMW%µ@]/, 0.82],
	[/[A-ZΩ]/, 0.57],
	[/[\u2e80-\uffff]/, 1]
];

export function textWidth(text: string, options: { bold?: boolean } = {}): number {
	let em = 0;
	for (const character of text) {
		em += CLASSES.find(([pattern]) => pattern.test(character))?.[1] ?? 0.51;
	}
	return em * PLOT_TEXT_PX * (options.bold ? 1.06 : 1);
}

/** Breaks a text at spaces into lines of at most `width` pixels; a longer word stays whole. */
export function wrapText(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (line !== '' && textWidth(longer) > width) {
			lines.push(line);
			line = word;
		} else line = longer;
	}
	return line === '' ? lines : [...lines, line];
}
