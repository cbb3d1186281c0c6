/**
 * Topic patterns as RabbitMQ matches them: words between dots, `*` one word, `#` zero or more.
 * The empty key has no word, while `a.` has two, the second empty (recorded on 3.10, rule R18).
 * Works on bytes; runs at set-up only.
 */

const DOT: u8 = 0x2e;
const STAR: u8 = 0x2a;
const HASH: u8 = 0x23;

/** End of the word that starts at `from`: the next dot or the end of the text. */
function wordEnd(text: usize, from: u32, length: u32): u32 {
	let end = from;
	while (end < length && load<u8>(text + <usize>end) != DOT) end++;
	return end;
}

/** A text of n dots has n + 1 words, the empty text none; a start beyond the length means no more. */
function startOf(length: u32): u32 {
	return length == 0 ? 1 : 0;
}

export function topicMatches(pattern: usize, patternLength: u32, key: usize, keyLength: u32): bool {
	return matchFrom(
		pattern,
		startOf(patternLength),
		patternLength,
		key,
		startOf(keyLength),
		keyLength
	);
}

function matchFrom(
	pattern: usize,
	patternFrom: u32,
	patternLength: u32,
	key: usize,
	keyFrom: u32,
	keyLength: u32
): bool {
	if (patternFrom > patternLength) return keyFrom > keyLength;
	const end = wordEnd(pattern, patternFrom, patternLength);
	const size = end - patternFrom;
	const first: u8 = size == 1 ? load<u8>(pattern + <usize>patternFrom) : 0;
	if (first == HASH) {
		let from = keyFrom;
		while (true) {
			if (matchFrom(pattern, end + 1, patternLength, key, from, keyLength)) return true;
			if (from > keyLength) return false;
			from = wordEnd(key, from, keyLength) + 1;
		}
	}
	if (keyFrom > keyLength) return false;
	const keyEnd = wordEnd(key, keyFrom, keyLength);
	if (first != STAR) {
		if (keyEnd - keyFrom != size) return false;
		if (memory.compare(pattern + <usize>patternFrom, key + <usize>keyFrom, <usize>size) != 0) {
			return false;
		}
	}
	return matchFrom(pattern, end + 1, patternLength, key, keyEnd + 1, keyLength);
}
