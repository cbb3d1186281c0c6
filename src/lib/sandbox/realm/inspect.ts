const depthMax = 4;
const entriesMax = 50;

/** A value as text, as a person reads it in a console. */
export function inspect(value: unknown, depth = 0): string {
	if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value);
	if (typeof value === 'bigint') return `${value}n`;
	if (typeof value === 'function') return `function ${value.name}`.trimEnd();
	if (typeof value !== 'object' || value === null) return String(value);
	if (value instanceof Error) return `${value.name}: ${value.message}`;
	if (value instanceof Date)
		return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
	if (value instanceof Map) return `Map ${inspect([...value.entries()], depth)}`;
	if (value instanceof Set) return `Set ${inspect([...value.values()], depth)}`;
	const list = Array.isArray(value);
	if (depth >= depthMax) return list ? '[…]' : '{…}';
	const entries = Object.entries(value);
	const parts = entries
		.slice(0, entriesMax)
		.map(([key, inner]) => (list ? '' : `${key}: `) + inspect(inner, depth + 1));
	if (entries.length > entriesMax) parts.push('…');
	if (list) return `[${parts.join(', ')}]`;
	const name = value.constructor?.name;
	const prefix = name && name !== 'Object' ? `${name} ` : '';
	return parts.length === 0 ? `${prefix}{}` : `${prefix}{ ${parts.join(', ')} }`;
}
