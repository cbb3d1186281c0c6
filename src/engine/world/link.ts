/** One-way delays. Order is kept by the lane that the arrival is pushed on. */
import { now } from '../kernel/events';
import { Stream, uniform } from '../kernel/random';
import { Cost, cost } from './costs';
import { Node, nodeAt } from './node';

/** Bytes of protocol around a body: method, header and frame ends of AMQP 0-9-1, and TCP/IP. */
export const FRAME_OVERHEAD_BYTES: f64 = 80;

/** What fits in one packet of an Ethernet, its TCP/IP headers taken off. */
const SEGMENT_BYTES: f64 = 1448;
/** TCP sends again after Linux's least time-out, twice as long each time, up to its greatest. */
const RETRANSMIT_US: f64 = 200_000;
const RETRANSMIT_MAX_US: f64 = 120_000_000;

/**
 * Latency, jitter (uniform from none to the whole of it) and transmission of one frame to or from
 * a node, µs; where packets are lost, with the time until TCP has brought all of them.
 */
export function linkDelay(stream: Stream, index: u32, bytes: f64): f64 {
	const node = nodeAt(index);
	const jitter = cost(Cost.LinkJitter);
	const latency = cost(Cost.LinkLatency) + bytes / cost(Cost.LinkBytesPerUs);
	const random = jitter == 0 ? 0 : jitter * uniform(stream);
	const us = (latency + random) * node.linkFactor + node.linkExtraUs;
	return node.linkLoss == 0 ? us : us + retransmissionUs(node, bytes);
}

/** The same for a frame from one node to another, which passes the links of both. */
export function linkDelayBetween(stream: Stream, from: u32, to: u32, bytes: f64): f64 {
	const sender = nodeAt(from);
	const latency = cost(Cost.LinkLatency) + bytes / cost(Cost.LinkBytesPerUs);
	const us = sender.linkExtraUs + (sender.linkFactor - 1) * latency;
	const lost = sender.linkLoss == 0 ? 0 : retransmissionUs(sender, bytes);
	return us + lost + linkDelay(stream, to, bytes);
}

/**
 * The frame is there with the last of its packets: each is sent again until it is through, so that
 * `loss` to the power k + 1 of them are missing after k sendings again. Where the link is whole
 * again, the next sending brings the rest.
 */
function retransmissionUs(node: Node, bytes: f64): f64 {
	const packets = max(1, Math.ceil(bytes / SEGMENT_BYTES));
	const chance = uniform(node.losses);
	let us: f64 = 0;
	let wait = RETRANSMIT_US;
	let missing = node.linkLoss;
	while (Math.pow(1 - missing, packets) <= chance && now + us < node.lossyUntil) {
		us += wait;
		wait = min(2 * wait, RETRANSMIT_MAX_US);
		missing *= node.linkLoss;
	}
	return us;
}
