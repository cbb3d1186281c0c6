import { describe, expect, it } from 'vitest';
import type { Dial } from '#lib/lab';
import { Dials } from './Dials.svelte';

const dial = (fields: Pick<Dial, 'name' | 'kind' | 'values' | 'default'>): Dial => ({
	label: fields.name,
	unit: null,
	...fields
});
const make = () =>
	new Dials([
		dial({ name: 'batch', kind: 'steps', values: [1, 10, 100], default: 10 }),
		dial({ name: 'ack', kind: 'choice', values: ['none', 'confirm'], default: 'none' })
	]);

describe('Dials', () => {
	it('begins at the defaults', () => {
		expect(make().values).toEqual({ batch: 10, ack: 'none' });
	});

	it('turns to what it may be, and says whether anything changed', () => {
		const dials = make();
		expect(dials.turn('batch', 100, true)).toBe(true);
		expect(dials.dragged).toBe('batch');
		expect(dials.turn('batch', 100, false)).toBe(false);
		expect(dials.dragged).toBeNull();
		expect(dials.values.batch).toBe(100);
	});

	it('does not turn to anything else', () => {
		const dials = make();
		expect(dials.turn('batch', 7, false)).toBe(false);
		expect(dials.turn('none', 1, false)).toBe(false);
		expect(dials.values).toEqual({ batch: 10, ack: 'none' });
	});

	it('restores values that the lab still offers, and defaults for the rest', () => {
		const dials = make();
		dials.restore({ batch: 1000, ack: 'confirm', old: true });
		expect(dials.values).toEqual({ batch: 10, ack: 'confirm' });
	});
});
