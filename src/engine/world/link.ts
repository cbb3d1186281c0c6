/** One-way delays. Order is kept by the lane that the arrival is pushed on. */
import { Stream, uniform } from '../kernel/random';
import { Cost, cost } from './costs';
import { nodeAt } from './node';

/** Bytes of protocol around a body: method, header and frame ends of AMQP 0-9-1, and TCP/IP. */
export const FRAME_OVERHEAD_BYTES: f64 = 80;

/**
 * Latency, jitter (uniform from none to the whole of it) and transmission of one frame to or from
 * a node, µs.
 */
export function linkDelay(stream: Stream, node: u32, bytes: f64): f64 {
	const jitter = cost(Cost.LinkJitter);
	const extra = nodeAt(node).linkExtraUs;
	const latency = cost(Cost.LinkLatency) + extra + bytes / cost(Cost.LinkBytesPerUs);
	return jitter == 0 ? latency : latency + jitter * uniform(stream);
}
