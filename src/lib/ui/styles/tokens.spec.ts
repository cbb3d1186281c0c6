import { readFileSync } from 'node:fs';
import { lab, rgb } from 'd3';
import { describe, expect, it } from 'vitest';

type Rgb = [number, number, number];
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The two values of `--name: light-dark(#light, #dark)`. */
function token(name: string): { light: string; dark: string } {
	const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
	if (!found?.[1] || !found[2]) throw new Error(`tokens.css has no pair of colours --${name}`);
	return { light: found[1], dark: found[2] };
}

function channels(colour: string): Rgb {
	const { r, g, b } = rgb(colour);
	return [r, g, b];
}

const toLinear = (c: number) => (c <= 10.31 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const fromLinear = (c: number) =>
	255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * Math.min(1, c) ** (1 / 2.4) - 0.055);

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
	const [r, g, b] = channels(colour).map(toLinear);
	return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(a: string, b: string): number {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high! + 0.05) / (low! + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB. */
const DEFICIENCIES: Record<string, Rgb[]> = {
	none: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1]
	],
	protanopia: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998]
	],
	deuteranopia: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881]
	],
	tritanopia: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039]
	]
};
function seenWith(deficiency: string, colour: string): Rgb {
	const linear = channels(colour).map(toLinear);
	return DEFICIENCIES[deficiency]!.map((row) =>
		fromLinear(
			Math.max(
				0,
				row.reduce((sum, weight, i) => sum + weight * linear[i]!, 0)
			)
		)
	) as Rgb; // three rows give three channels
}
/** CIE 1976 distance; 2.3 is just noticeable, 20 is plainly another colour. */
function distance(deficiency: string, a: string, b: string): number {
	const [p, q] = [a, b].map((colour) => lab(rgb(...seenWith(deficiency, colour))));
	return Math.hypot(p!.l - q!.l, p!.a - q!.a, p!.b - q!.b);
}

const THEMES = ['light', 'dark'] as const;
const TEXTS = ['ink', 'soft', 'accent', 'rabbitmq', 'kafka', 'activemq', 'lost', 'duplicated'];
const MARKS = ['edge', 'recovered', 'pencil', 'lost-fill'];

describe.each(THEMES)('colours of the %s theme', (theme) => {
	const grounds = [token('paper')[theme], token('raised')[theme]];

	it.each(TEXTS)('--%s is readable as text', (name) => {
		for (const ground of grounds)
			expect(contrast(token(name)[theme], ground)).toBeGreaterThanOrEqual(4.5);
	});

	it.each(MARKS)('--%s is visible as a mark', (name) => {
		for (const ground of grounds)
			expect(contrast(token(name)[theme], ground)).toBeGreaterThanOrEqual(3);
	});

	it.each(Object.keys(DEFICIENCIES))('brokers, and losses and duplicates, differ: %s', (seen) => {
		const pairs = [
			['rabbitmq', 'kafka'],
			['rabbitmq', 'activemq'],
			['kafka', 'activemq'],
			['lost', 'duplicated']
		] as const;
		for (const [a, b] of pairs) {
			const apart = distance(seen, token(a)[theme], token(b)[theme]);
			expect(apart, `${a} and ${b}`).toBeGreaterThanOrEqual(15);
		}
	});
});

it('would notice colours that differ only in hue between red and green', () => {
	expect(distance('deuteranopia', '#a05a2c', '#6f6f2c')).toBeLessThan(15);
	expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 1);
});
