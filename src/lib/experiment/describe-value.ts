const lengthMax = 60;

/** A value as a learner would write it, short: `'twice'`, `[1, 2, …`, `function`. Never throws. */
export function describeValue(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return shorten(`'${value}'`);
		case 'number':
		case 'boolean':
		case 'undefined':
			return String(value);
		case 'bigint':
			return shorten(`${value}n`);
		case 'object':
			return value === null ? 'null' : shorten(asJson(value));
		default:
			return `a ${typeof value}`;
	}
}

/** Cycles, getters that throw and exotic objects end here; their kind is all one needs to know. */
function asJson(value: object): string {
	try {
		return JSON.stringify(value) ?? 'an object';
	} catch {
		return 'an object';
	}
}

function shorten(text: string): string {
	return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
