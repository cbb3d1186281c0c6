/**
 * The tandem model: producer, one broker queue, one consumer, three links, on nothing but the
 * kernel. Its mean time in system is known from a recursion without events, so it checks the
 * kernel; its six events a message are what the kernel is timed on. Times in milliseconds.
 */
import {
	createLane,
	initialiseEvents,
	Lane,
	now,
	push,
	take,
	nextTime,
	eventA
} from '../kernel/events';
import { createStream, exponential, Purpose, setSeed } from '../kernel/random';
import { allocate } from '../kernel/memory';

const GAP_MEAN: f64 = 1.0 / 90.0;
const LINK: f64 = 0.2;
const SERVICE: f64 = 0.01;

const enum Step {
	Created,
	Arrived,
	Served,
	Received,
	Consumed,
	Acknowledged
}

export let tandemMean: f64 = 0;
export let tandemEvents: f64 = 0;

/** Runs `messages` through the model with a prefetch window; results in the two globals. */
export function tandem(seed: u32, messages: u32, window: u32): void {
	setSeed(seed);
	initialiseEvents();
	const arrivals = createStream(Purpose.Reference, 1);
	const services = createStream(Purpose.Reference, 2);
	const lanes = new StaticArray<usize>(6);
	for (let step = 0; step < 6; step++) lanes[step] = changetype<usize>(createLane(step, 0));
	const created = changetype<Lane>(lanes[Step.Created]);
	const arrived = changetype<Lane>(lanes[Step.Arrived]);
	const served = changetype<Lane>(lanes[Step.Served]);
	const received = changetype<Lane>(lanes[Step.Received]);
	const consumed = changetype<Lane>(lanes[Step.Consumed]);
	const acknowledged = changetype<Lane>(lanes[Step.Acknowledged]);
	// Times of creation of messages in the system; more than 2^17 at once does not happen at 0.9.
	const mask: u32 = (1 << 17) - 1;
	const births = allocate((mask + 1) * 8);
	let brokerFree: f64 = 0;
	let consumerFree: f64 = 0;
	let outstanding: u32 = 0;
	let waitingFrom: u32 = 0;
	let waitingTo: u32 = 0;
	let made: u32 = 0;
	let total: f64 = 0;
	let events: f64 = 0;

	push(created, exponential(arrivals, GAP_MEAN), 0, 0, 0);
	while (nextTime() != Infinity) {
		const lane = take();
		events += 1;
		switch (lane.kind) {
			case Step.Created: {
				const id = made++;
				store<f64>(births + <usize>((id & mask) << 3), now);
				push(arrived, now + LINK, id, 0, 0);
				if (made < messages) push(created, now + exponential(arrivals, GAP_MEAN), 0, 0, 0);
				break;
			}
			case Step.Arrived: {
				brokerFree = max(now, brokerFree) + SERVICE;
				push(served, brokerFree, eventA, 0, 0);
				break;
			}
			case Step.Served: {
				// First come first served, so the waiting messages are a span of numbers.
				waitingTo++;
				if (outstanding < window) {
					outstanding++;
					push(received, now + LINK, waitingFrom++, 0, 0);
				}
				break;
			}
			case Step.Received: {
				consumerFree = max(now, consumerFree) + exponential(services, SERVICE);
				push(consumed, consumerFree, eventA, 0, 0);
				break;
			}
			case Step.Consumed: {
				push(acknowledged, now + LINK, eventA, 0, 0);
				break;
			}
			default: {
				total += now - load<f64>(births + <usize>((eventA & mask) << 3));
				outstanding--;
				if (waitingFrom < waitingTo) {
					outstanding++;
					push(received, now + LINK, waitingFrom++, 0, 0);
				}
			}
		}
	}
	tandemMean = total / <f64>messages;
	tandemEvents = events;
}
