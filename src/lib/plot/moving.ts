import { cubicOut } from 'svelte/easing';
import { prefersReducedMotion, Tween } from 'svelte/motion';
import { interpolateValues, type Values } from './geometry/values';

/** Long enough to be followed by the eye, short enough to keep up with a dial being dragged. */
const DURATION_MS = 160;

/** The values of a plot on their way from one result to the next. Call while a component is made. */
export function moving(values: () => Values): Tween<Values> {
	return Tween.of(values, {
		duration: () => (prefersReducedMotion.current ? 0 : DURATION_MS),
		easing: cubicOut,
		interpolate: interpolateValues
	});
}
