/**
 * Everything that leaves a realm is one JSON text: its size is known before it is read. What JSON
 * would drop or change on the way (functions, `NaN`, a `Map`) is refused with its path instead.
 */
export class NotPlain extends Error {
	override readonly name = 'NotPlain';
	readonly path: string;
	readonly value: string;

	constructor(path: string, value: string) {
		super(`${path}: ${value}`);
		this.path = path;
		this.value = value;
	}
}

/** `name` is what a learner would call the value. Values of undefined count as absent. */
export function requirePlain(value: unknown, name: string): void {
	visit(value, name, new Set());
}

function visit(value: unknown, path: string, above: Set<object>): void {
	if (value === null || value === undefined) return;
	if (typeof value === 'string' || typeof value === 'boolean') return;
	if (typeof value === 'number' && Number.isFinite(value)) return;
	if (typeof value !== 'object') throw new NotPlain(path, kindOf(value));
	if (above.has(value)) throw new NotPlain(path, 'circular');
	if (!Array.isArray(value) && !isPlainObject(value)) throw new NotPlain(path, kindOf(value));
	above.add(value);
	for (const [key, inner] of Object.entries(value))
		visit(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, above);
	above.delete(value);
}

function isPlainObject(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

/** In JavaScript's own words, which are the same in every language: `function`, `Map`, `NaN`. */
function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (typeof value === 'object') return value.constructor?.name || 'object';
	return typeof value === 'number' ? String(value) : typeof value;
}
