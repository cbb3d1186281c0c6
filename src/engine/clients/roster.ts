/** Producers and consumers by number, and whose a message is. */
import { Producer } from './producer';
import { Consumer } from './consumer';

const ROLE_MAX: u32 = 16;

const producers = new StaticArray<usize>(ROLE_MAX);
const consumers = new StaticArray<usize>(ROLE_MAX);
export let producerCount: u32 = 0;
export let consumerCount: u32 = 0;

export function initialiseRoster(): void {
	producerCount = 0;
	consumerCount = 0;
}

export function enrolProducer(producer: Producer): void {
	assert(producerCount < ROLE_MAX, 'number of producers');
	producers[producerCount++] = changetype<usize>(producer);
}

export function enrolConsumer(consumer: Consumer): void {
	assert(consumerCount < ROLE_MAX, 'number of consumers');
	consumers[consumerCount++] = changetype<usize>(consumer);
}

export function producerAt(index: u32): Producer {
	assert(index < producerCount, 'producer');
	return changetype<Producer>(producers[index]);
}

export function consumerAt(index: u32): Consumer {
	assert(index < consumerCount, 'consumer');
	return changetype<Consumer>(consumers[index]);
}

/** Each producer's messages are one span of numbers, in the producers' order. */
export function producerOfMessage(message: u32): Producer {
	let index: u32 = producerCount - 1;
	while (index > 0 && producerAt(index).firstMessage > message) index--;
	return producerAt(index);
}
