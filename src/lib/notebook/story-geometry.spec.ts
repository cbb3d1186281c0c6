import { describe, expect, it } from 'vitest';
import type { Story } from '#lib/experiment';
import { storyGeometry } from './story-geometry';

const step = (step: Story['steps'][number]['step'], place: string, atMs: number, copy = 1) => ({
	step,
	place,
	atMs,
	copy,
	cause: null
});
const story: Story = {
	message: 4,
	fate: 'duplicated',
	cause: 'confirm-lost-sent-again',
	acknowledged: true,
	deciding: 3,
	steps: [
		step('attempted', 'producer-1', 0),
		step('enqueued', 'rabbit-1', 1),
		step('delivered', 'consumer-1', 2),
		step('sent', 'producer-1', 3, 2),
		step('arrived', 'rabbit-1', 4, 2)
	]
};

describe('storyGeometry', () => {
	const geometry = storyGeometry(story, 600);

	it('orders the places along the way of a message', () => {
		expect(geometry.columns.map(({ place }) => place)).toEqual([
			'producer-1',
			'rabbit-1',
			'consumer-1'
		]);
		const xs = geometry.columns.map(({ x }) => x);
		expect(xs).toEqual([...xs].sort((a, b) => a - b));
		expect(Math.max(...xs)).toBeLessThan(600);
	});

	it('draws each step in the column of its place, time downwards', () => {
		const ys = geometry.points.map(({ y }) => y);
		expect(ys).toEqual([...ys].sort((a, b) => a - b));
		expect(new Set(ys).size).toBe(ys.length);
		expect(geometry.points[3]?.x).toBe(geometry.columns[0]?.x);
		expect(geometry.points.filter(({ deciding }) => deciding)).toHaveLength(1);
	});

	it('joins the steps of one copy, and a second copy to the first', () => {
		expect(geometry.paths.map(({ copy }) => copy)).toEqual([1, 1, 2, 2]);
		expect(geometry.paths[2]?.from.place).toBe('consumer-1');
	});
});
