/** Headers of a message or of a binding; null, in a binding, only asks for the header to be there. */
export type Headers = Record<string, string | number | boolean | null>;

/** `x-match` of a binding; order is the engine's number (`rabbitmq/headers.ts`). */
export const headerMatches = ['all', 'any', 'all-with-x', 'any-with-x'] as const;
export type HeaderMatch = (typeof headerMatches)[number];

/** Classes of types that RabbitMQ takes for one another; the engine's `TypeClass`. */
function classOf(value: Headers[string]): number {
	if (value === null) return 0;
	if (typeof value === 'number') return Number.isInteger(value) ? 1 : 2;
	return typeof value === 'string' ? 3 : 4;
}

/** A row of fields, as drawn in the engine's `rabbitmq/headers.ts`. */
export function encodeHeaders(headers: Headers): Uint8Array {
	const encoder = new TextEncoder();
	const fields = Object.entries(headers).map(([name, value]) => {
		const nameBytes = encoder.encode(name);
		const valueBytes = encoder.encode(value === null ? '' : String(value));
		return [nameBytes.length, ...nameBytes, classOf(value), valueBytes.length, ...valueBytes];
	});
	return Uint8Array.from(fields.flat());
}
