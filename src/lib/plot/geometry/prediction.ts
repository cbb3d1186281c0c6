export interface Handle {
	/** The value of x it stands for. */
	at: number;
	/** Pixels. */
	x: number;
}

export interface Point {
	x: number;
	y: number;
}

/** Predicted values by x; an x that was not drawn yet is absent. */
export type Prediction = Readonly<Record<number, number>>;

/**
 * The prediction after the pointer moved: each handle that was passed takes the height at which it
 * was passed, and the handle nearest to the pointer, within `reach`, follows it.
 */
export function drawnTo(
	prediction: Prediction,
	handles: readonly Handle[],
	from: Point,
	to: Point,
	reach: number,
	valueAt: (y: number) => number
): Prediction {
	const drawn: Record<number, number> = { ...prediction };
	const [low, high] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
	for (const handle of handles) {
		if (handle.x < low || handle.x > high || low === high) continue;
		const share = (handle.x - from.x) / (to.x - from.x);
		drawn[handle.at] = valueAt(from.y + (to.y - from.y) * share);
	}
	const nearest = nearestHandle(handles, to.x);
	if (nearest && Math.abs(nearest.x - to.x) <= reach) drawn[nearest.at] = valueAt(to.y);
	return drawn;
}

function nearestHandle(handles: readonly Handle[], x: number): Handle | undefined {
	return handles.reduce<Handle | undefined>(
		(best, handle) => (!best || Math.abs(handle.x - x) < Math.abs(best.x - x) ? handle : best),
		undefined
	);
}

const STEPS: Readonly<Record<string, number>> = {
	ArrowUp: 0.02,
	ArrowRight: 0.02,
	ArrowDown: -0.02,
	ArrowLeft: -0.02,
	PageUp: 0.1,
	PageDown: -0.1
};

/** The value of a handle after a key, between 0 and `max`; null when the key is not one of the keys. */
export function nudged(key: string, value: number, max: number): number | null {
	if (key === 'Home') return 0;
	if (key === 'End') return max;
	const step = STEPS[key];
	if (step === undefined) return null;
	// In whole steps, so that up and down meet again.
	const steps = Math.round(value / (max * 0.02)) + Math.round(step / 0.02);
	return Math.max(0, Math.min(max, steps * max * 0.02));
}
