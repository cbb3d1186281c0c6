import { brokerMarks, isBrokerName, type BrokerMark, type BrokerName } from './broker-marks';
import type { FactorValue } from './data';

/** How a line is told from the others without its colour. */
export interface LineStyle {
	colour: string;
	shape: BrokerMark['shape'];
	/** `stroke-dasharray`; dots need round caps. */
	dash: string;
	radius: number;
	isOpen: boolean;
}

type Stroke = Omit<LineStyle, 'colour' | 'shape'>;

const SOLID: Stroke = { dash: '', radius: 4.2, isOpen: false };
const DASHED: Stroke = { dash: '7 5', radius: 4.2, isOpen: true };
const DOTTED: Stroke = { dash: '0.5 5', radius: 2.6, isOpen: false };
const STROKES: readonly Stroke[] = [
	SOLID,
	DASHED,
	DOTTED,
	{ dash: '12 4 1 4', radius: 3, isOpen: false },
	{ dash: '3 3', radius: 3, isOpen: true },
	{ dash: '16 6', radius: 2.6, isOpen: true }
];

/** An acknowledgement mode is a line style, in every plot. */
const ACK_STROKES: Readonly<Record<string, Stroke>> = {
	none: DOTTED,
	confirm: SOLID,
	transaction: DASHED,
	nothing: DOTTED,
	acknowledged: SOLID,
	replicated: DASHED
};

export function lineStyle(value: FactorValue | null, order: number, broker: BrokerName): LineStyle {
	if (isBrokerName(value)) return { ...brokerMarks[value], ...SOLID };
	const stroke = ACK_STROKES[String(value)] ?? STROKES[order % STROKES.length] ?? SOLID;
	return { ...brokerMarks[broker], ...stroke };
}
