import { expect, it } from 'vitest';
import { paramsDeclaration } from './params';

it('lists the values of each dial as its type', () => {
	const text = paramsDeclaration([
		{ name: 'batch', label: 'Batch size', unit: 'messages', values: [1, 10, 100] },
		{ name: 'ack', label: 'Acknowledgement', unit: null, values: ['none', 'confirm'] },
		{ name: 'retry', label: 'Send again', unit: null, values: [true, false] }
	]);
	expect(text).toBe(`declare module 'lab/params' {
	/** The dials of this lab, as they stand when the code runs. */
	export const params: {
		/** Batch size, in messages */
		readonly "batch": 1 | 10 | 100;
		/** Acknowledgement */
		readonly "ack": "none" | "confirm";
		/** Send again */
		readonly "retry": true | false;
	};
}
`);
});

it('lets no label end its comment', () => {
	const text = paramsDeclaration([
		{ name: 'x', label: 'a */ export const evil = 1; /*\n b', unit: null, values: [] }
	]);
	expect(text).toContain('/** a * / export const evil = 1; /* b */');
	expect(text).toContain('readonly "x": never;');
});
