/**
 * Histogram with a constant relative error, after HdrHistogram: buckets are the upper bits of the
 * f64 itself, 128 to an octave, so a bucket is at most 0.8 % wide.
 */
import { allocateForever } from './memory';

/** Values below 1 µs count as 1 µs; values above 2^40 µs (12 days) as that. */
const OCTAVES: u32 = 40;
const STEPS: u32 = 128;
const BUCKETS: u32 = OCTAVES * STEPS;

@unmanaged
export class Histogram {
	counts: usize;
	total: f64;
	max: f64;
}

export function createHistogram(): Histogram {
	const histogram = new Histogram();
	histogram.counts = allocateForever(BUCKETS * 4);
	histogram.total = 0;
	histogram.max = 0;
	return histogram;
}

/** 1023 is the exponent of 1.0; shifting by 45 leaves the exponent and 7 bits of the mantissa. */
function bucketOf(value: f64): u32 {
	if (value <= 1) return 0;
	const bucket = <u32>((reinterpret<u64>(value) >> 45) - (1023 << 7));
	return min(bucket, BUCKETS - 1);
}

export function record(histogram: Histogram, value: f64): void {
	recordMany(histogram, value, 1);
}

export function recordMany(histogram: Histogram, value: f64, many: u32): void {
	const address = histogram.counts + <usize>(bucketOf(value) << 2);
	store<u32>(address, load<u32>(address) + many);
	histogram.total += <f64>many;
	if (value > histogram.max) histogram.max = value;
}

/** Middle of the bucket that holds the given fraction of all values; 0 when empty. */
export function quantile(histogram: Histogram, fraction: f64): f64 {
	if (histogram.total == 0) return 0;
	const rank = Math.ceil(fraction * histogram.total);
	let seen: f64 = 0;
	for (let bucket: u32 = 0; bucket < BUCKETS; bucket++) {
		seen += <f64>load<u32>(histogram.counts + <usize>(bucket << 2));
		if (seen >= rank && seen > 0) {
			const lower = reinterpret<f64>(((<u64>bucket) << 45) + ((<u64>1023) << 52));
			const upper = reinterpret<f64>(((<u64>(bucket + 1)) << 45) + ((<u64>1023) << 52));
			return min((lower + upper) / 2, histogram.max);
		}
	}
	return histogram.max;
}
