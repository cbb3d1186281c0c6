/** Clients by number, producers and consumers by theirs, and whose a message is. */
import { Client, Role } from './client';
import { Workload } from './workload';

export const CLIENTS_MAX: u32 = 32;
const ROLE_MAX: u32 = 16;

const clients = new StaticArray<usize>(CLIENTS_MAX);
const producers = new StaticArray<usize>(ROLE_MAX);
const consumers = new StaticArray<usize>(ROLE_MAX);
export let clientCount: u32 = 0;
export let producerCount: u32 = 0;
export let consumerCount: u32 = 0;

export function initialiseRoster(): void {
	clientCount = 0;
	producerCount = 0;
	consumerCount = 0;
}

export function enrol(client: Client): void {
	assert(clientCount < CLIENTS_MAX, 'number of clients');
	const pointer = changetype<usize>(client);
	client.index = clientCount;
	clients[clientCount++] = pointer;
	if (client.role == Role.Producer) {
		assert(producerCount < ROLE_MAX, 'number of producers');
		client.ordinal = producerCount;
		producers[producerCount++] = pointer;
	} else {
		assert(consumerCount < ROLE_MAX, 'number of consumers');
		client.ordinal = consumerCount;
		consumers[consumerCount++] = pointer;
	}
}

export function clientAt(index: u32): Client {
	assert(index < clientCount, 'client');
	return changetype<Client>(unchecked(clients[index]));
}

export function producerAt(ordinal: u32): Client {
	assert(ordinal < producerCount, 'producer');
	return changetype<Client>(unchecked(producers[ordinal]));
}

export function consumerAt(ordinal: u32): Client {
	assert(ordinal < consumerCount, 'consumer');
	return changetype<Client>(unchecked(consumers[ordinal]));
}

/** Each producer's messages are one span of numbers, in the producers' order. */
export function workloadOfMessage(message: u32): Workload {
	let ordinal: u32 = producerCount - 1;
	while (ordinal > 0 && producerAt(ordinal).workload.firstMessage > message) ordinal--;
	return producerAt(ordinal).workload;
}
