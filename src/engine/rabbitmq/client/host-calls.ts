/** The host's calls, by numbers of producers and consumers. */
import {
	hostAck,
	hostProcessed,
	hostPublish,
	hostPublishAgain,
	hostRecover,
	hostReject
} from './host';
import { consumerAt, producerAt } from './client';

/** Number of the message, or −1 if there is no connection or no further message. */
export function publishOf(producer: u32): i32 {
	return hostPublish(producerAt(producer));
}

export function publishAgainOf(producer: u32, message: u32): bool {
	return hostPublishAgain(producerAt(producer), message);
}

export function processedOf(consumer: u32, message: u32, detail: u32): void {
	hostProcessed(consumerAt(consumer), message, detail);
}

export function ackOf(consumer: u32, tag: u32, multiple: bool): bool {
	return hostAck(consumerAt(consumer), tag, multiple);
}

/** `answer`: 1 for all up to the tag, 2 to put back into the queue, added. */
export function rejectOf(consumer: u32, tag: u32, answer: u32): bool {
	return hostReject(consumerAt(consumer), tag, answer);
}

export function recoverOf(consumer: u32): bool {
	return hostRecover(consumerAt(consumer));
}
