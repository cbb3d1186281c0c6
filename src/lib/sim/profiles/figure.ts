/** Figures of a profile: none is without its source, and older machines follow from newer ones. */

/**
 * - work: µs of a processor, longer on a slower one;
 * - rate: bytes per µs that a processor copies or checks, less on a slower one;
 * - fixed: what no processor changes: disks, links, timers, sizes.
 */
export interface Figure {
	kind: 'work' | 'rate' | 'fixed';
	value: number;
	/** Where it comes from: a measurement, a document, a broker's source, or what it was fitted on. */
	source: string;
}

export type Section<Name extends string> = Readonly<Record<Name, Figure>>;

export const work = (value: number, source: string): Figure => ({ kind: 'work', value, source });
export const rate = (value: number, source: string): Figure => ({ kind: 'rate', value, source });
export const fixed = (value: number, source: string): Figure => ({ kind: 'fixed', value, source });

/** The same programs on a processor that takes `times` as long. */
export function slower<Name extends string>(
	section: Section<Name>,
	times: number,
	why: string
): Section<Name> {
	return mapped(section, ({ kind, value, source }) => {
		if (kind === 'fixed') return { kind, value, source };
		const scaled = kind === 'work' ? value * times : value / times;
		return { kind, value: scaled, source: `${source}; ${times} times as long: ${why}` };
	});
}

export function numbersOf<Name extends string>(section: Section<Name>): Record<Name, number> {
	return mapped(section, ({ value }) => value);
}

function mapped<Name extends string, To>(
	section: Section<Name>,
	change: (figure: Figure) => To
): Record<Name, To> {
	const entries = Object.entries<Figure>(section).map(([name, figure]) => [name, change(figure)]);
	// The entries are those of the section, so the names are too.
	return Object.fromEntries(entries) as Record<Name, To>;
}
