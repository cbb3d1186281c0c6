import type { Fault, Outage } from '../data';
import { faultEndText, faultText, outageText } from '../fault-words';
import { flagRows, placeFlags, type PlacedFlag } from './flags';
import { textWidth } from './text-width';

export const FLAG_ROW_PX = 26;
export const OUTAGE_ROW_PX = 20;

export interface PlacedOutage {
	key: string;
	left: number;
	right: number;
	text: string;
	textLeft: number;
	/** False when the words had no room; the shading stays. */
	shown: boolean;
}

/** Faults and outages: the same in every plot over time, in a band above it. */
export interface TimeMarks {
	flags: PlacedFlag[];
	outages: PlacedOutage[];
	height: number;
}

export function placeTimeMarks(
	faults: readonly Fault[],
	outages: readonly Outage[],
	x: (ms: number) => number,
	maxMs: number
): TimeMarks {
	const [from, to] = [x(0), x(maxMs)];
	const wishes = faults
		.filter((fault) => fault.atMs <= maxMs)
		.map((fault, i) => ({
			key: `fault:${i}`,
			x: x(fault.atMs),
			text: faultText(fault),
			end:
				fault.untilMs === null || fault.untilMs > maxMs
					? null
					: { x: x(fault.untilMs), text: faultEndText(fault) }
		}));
	const flags = placeFlags(wishes, from, to);
	const poles = flags.map((flag) => flag.x);
	const placed = placeOutages(outages, x, maxMs, poles);
	const height = flagRows(flags) * FLAG_ROW_PX + (placed.length > 0 ? OUTAGE_ROW_PX : 0);
	return { flags, outages: placed, height };
}

function placeOutages(
	outages: readonly Outage[],
	x: (ms: number) => number,
	maxMs: number,
	poles: readonly number[]
): PlacedOutage[] {
	const [from, to] = [x(0), x(maxMs)];
	let free = from;
	return outages
		.filter((outage) => outage.fromMs < maxMs)
		.map((outage, i) => {
			const left = x(outage.fromMs);
			const right = x(Math.min(outage.toMs, maxMs));
			const text = outageText(outage);
			const width = textWidth(text);
			const centred = (left + right - width) / 2;
			const wished = besidePoles(centred, width, poles);
			const textLeft = Math.max(from, Math.min(wished, to - width));
			const shown = textLeft >= free && width <= to - from;
			if (shown) free = textLeft + width + 8;
			return { key: `outage:${i}`, left, right, text, textLeft, shown };
		});
}

const POLE_GAP_PX = 6;

/** Words that a pole would cross stand to its right. */
function besidePoles(left: number, width: number, poles: readonly number[]): number {
	const crossing = poles.filter((pole) => left - POLE_GAP_PX < pole && pole < left + width);
	return crossing.length === 0 ? left : Math.max(...crossing) + POLE_GAP_PX;
}
