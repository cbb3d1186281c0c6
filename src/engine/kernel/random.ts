/**
 * Random streams: one per purpose and entity, all derived from the run's seed, so that changing
 * one setting leaves every other draw as it was (common random numbers).
 *
 * The generator is SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Logarithm and cosine are
 * AssemblyScript's own, compiled in, so draws are the same bits in every browser.
 */

const GOLDEN_GAMMA: u64 = 0x9e3779b97f4a7c15;

@unmanaged
export class Stream {
	state: u64;
}

export const enum Purpose {
	Arrivals = 1,
	Processing = 2,
	Link = 3,
	Promotion = 4,
	Reference = 5,
	Reconnect = 6,
	Session = 64,
	Partitioner = 65,
	KafkaGroup = 66,
	/** Of a quorum queue. */
	Election = 20,
	/** Packets lost on the links of a node. */
	PacketLoss = 30,
	/** When a fault strikes whose time is drawn. */
	FaultTime = 31,
	/** When the nodes of a cluster notice a silence. */
	PeerNotice = 32
}

function mix(value: u64): u64 {
	let z = value;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

let seed: u32 = 1;

export function setSeed(value: u32): void {
	seed = value;
}

export function createStream(purpose: i32, entity: i32): Stream {
	const stream = new Stream();
	stream.state = mix(mix(<u64>seed + GOLDEN_GAMMA) ^ (((<u64>purpose) << 32) | (<u64>entity)));
	return stream;
}

/** Uniform in [0, 1), 53 bits. */
export function uniform(stream: Stream): f64 {
	stream.state += GOLDEN_GAMMA;
	return <f64>(mix(stream.state) >> 11) * (1.0 / 9007199254740992.0);
}

/** Exponential with the given mean. */
export function exponential(stream: Stream, mean: f64): f64 {
	return -Math.log(1.0 - uniform(stream)) * mean;
}

/** Standard normal (Box and Muller 1958; the second value is not kept, so a draw has no memory). */
export function normal(stream: Stream): f64 {
	const radius = Math.sqrt(-2.0 * Math.log(1.0 - uniform(stream)));
	return radius * Math.cos(6.283185307179586 * uniform(stream));
}

export const enum Shape {
	Constant = 0,
	Uniform = 1,
	Exponential = 2,
	LogNormal = 3
}

/**
 * One draw of a duration with the given mean. `spread` is half the width over the mean for
 * Uniform and sigma for LogNormal.
 */
export function draw(stream: Stream, shape: i32, mean: f64, spread: f64): f64 {
	switch (shape) {
		case Shape.Uniform:
			return mean * (1.0 + spread * (2.0 * uniform(stream) - 1.0));
		case Shape.Exponential:
			return exponential(stream, mean);
		case Shape.LogNormal:
			// mean of a log-normal is exp(mu + sigma² / 2)
			return mean * Math.exp(spread * normal(stream) - 0.5 * spread * spread);
		default:
			return mean;
	}
}
