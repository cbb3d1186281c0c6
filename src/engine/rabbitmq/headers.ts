/**
 * Headers as a headers exchange compares them (R19). Works on bytes; runs at set-up only.
 *
 * A table of headers, as the host writes it, is a row of fields:
 *   | name length | name … | type class | value length | value … |
 * One length in a byte each; values are texts that are equal when the values are.
 */

/** Types that RabbitMQ takes for one another have one class: 1 is not "1", a byte 1 is a long 1. */
const enum TypeClass {
	/** In a binding: the header has only to be there. */
	Void = 0,
	Integer,
	Float,
	Text,
	Boolean
}

/** The binding's `x-match`. */
export const enum HeaderMatch {
	All = 0,
	Any,
	/** As those above, but headers that begin with `x-` count too. */
	AllWithX,
	AnyWithX
}

const LETTER_X: u8 = 0x78;
const HYPHEN: u8 = 0x2d;

function nameLength(field: usize): u32 {
	return load<u8>(field);
}

function valueAt(field: usize): usize {
	return field + 1 + <usize>nameLength(field);
}

/** Bytes of type class, value length and value, which are compared in one. */
function valueBytes(field: usize): u32 {
	return 2 + <u32>load<u8>(valueAt(field), 1);
}

function nextField(field: usize): usize {
	return valueAt(field) + <usize>valueBytes(field);
}

function beginsWithX(field: usize): bool {
	return nameLength(field) >= 2 && load<u8>(field, 1) == LETTER_X && load<u8>(field, 2) == HYPHEN;
}

function hasName(field: usize, name: usize): bool {
	return memory.compare(field, name, 1 + <usize>nameLength(name)) == 0;
}

/** Whether one of the given headers is what the binding's field wants. */
function isGiven(wanted: usize, given: usize, givenEnd: usize): bool {
	for (let field = given; field < givenEnd; field = nextField(field)) {
		if (!hasName(field, wanted)) continue;
		if (load<u8>(valueAt(wanted)) == <u8>TypeClass.Void) return true;
		const bytes = valueBytes(wanted);
		if (bytes != valueBytes(field)) return false;
		return memory.compare(valueAt(wanted), valueAt(field), <usize>bytes) == 0;
	}
	return false;
}

export function headersMatch(
	match: i32,
	wanted: usize,
	wantedLength: u32,
	given: usize,
	givenLength: u32
): bool {
	const any = match == HeaderMatch.Any || match == HeaderMatch.AnyWithX;
	const withX = match == HeaderMatch.AllWithX || match == HeaderMatch.AnyWithX;
	const wantedEnd = wanted + <usize>wantedLength;
	const givenEnd = given + <usize>givenLength;
	for (let field = wanted; field < wantedEnd; field = nextField(field)) {
		if (!withX && beginsWithX(field)) continue;
		if (isGiven(field, given, givenEnd) == any) return any;
	}
	return !any;
}
