/** The two hashes that Kafka's clients choose partitions by, of the text `key-<n>` (K22). */

const TEXT_MAX: u32 = 16;
const text = new StaticArray<u8>(TEXT_MAX);

/** Writes `key-<n>` into the buffer; returns its length. */
function writeKey(key: u32): u32 {
	text[0] = 0x6b;
	text[1] = 0x65;
	text[2] = 0x79;
	text[3] = 0x2d;
	let digits: u32 = 1;
	for (let rest = key / 10; rest > 0; rest /= 10) digits++;
	let rest = key;
	for (let place = 3 + digits; place > 3; place--) {
		text[place] = <u8>(0x30 + (rest % 10));
		rest /= 10;
	}
	return 4 + digits;
}

/** java.lang.String.hashCode. */
function hashCodeOfKey(key: u32): i32 {
	const length = writeKey(key);
	let hash: i32 = 0;
	for (let at: u32 = 0; at < length; at++) hash = hash * 31 + <i32>text[at];
	return hash;
}

/** org.apache.kafka.common.utils.Utils.murmur2: MurmurHash2, seed 0x9747b28c, little-endian words. */
function murmur2OfKey(key: u32): i32 {
	const length = writeKey(key);
	const factor: u32 = 0x5bd1e995;
	let hash: u32 = 0x9747b28c ^ length;
	let at: u32 = 0;
	for (; at + 4 <= length; at += 4) {
		let word: u32 =
			(<u32>text[at]) |
			((<u32>text[at + 1]) << 8) |
			((<u32>text[at + 2]) << 16) |
			((<u32>text[at + 3]) << 24);
		word *= factor;
		word ^= word >> 24;
		word *= factor;
		hash = (hash * factor) ^ word;
	}
	const left = length - at;
	if (left >= 3) hash ^= (<u32>text[at + 2]) << 16;
	if (left >= 2) hash ^= (<u32>text[at + 1]) << 8;
	if (left >= 1) hash = (hash ^ (<u32>text[at])) * factor;
	hash ^= hash >> 13;
	hash *= factor;
	hash ^= hash >> 15;
	return <i32>hash;
}

/** 0.8: `abs(hashCode) mod n`, where the absolute value of Integer.MIN_VALUE counts as 0. */
export function partitionByHashCode(key: u32, partitions: u32): u32 {
	const hash = hashCodeOfKey(key);
	if (hash == i32.MIN_VALUE) return 0;
	return <u32>(hash < 0 ? -hash : hash) % partitions;
}

/** Java client: `(murmur2 & 0x7fffffff) mod n`. */
export function partitionByMurmur2(key: u32, partitions: u32): u32 {
	return ((<u32>murmur2OfKey(key)) & 0x7fffffff) % partitions;
}
