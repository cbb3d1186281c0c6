/** A piece of a sentence from the catalogue; a figure is set in bold. */
export interface Piece {
	text: string;
	isFigure: boolean;
}

/** Private-use characters never occur in a catalogue. */
const [OPEN, CLOSE] = ['\ue000', '\ue001'];

/**
 * Splits a message of the catalogue into words and figures, so that figures can be styled wherever
 * the language puts them: `styled((count) => m.plot_fates_lost({ count }), '3 024')`.
 */
export function styled(message: (figure: string) => string, figure: string): Piece[] {
	return message(OPEN + figure + CLOSE)
		.split(new RegExp(`(${OPEN}[^${CLOSE}]*${CLOSE})`))
		.filter((text) => text !== '')
		.map((text) => {
			const isFigure = text.startsWith(OPEN);
			return { text: isFigure ? text.slice(1, -1) : text, isFigure };
		});
}
