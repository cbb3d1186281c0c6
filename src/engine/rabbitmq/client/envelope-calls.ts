/** The host's calls that fill the newest producer's turns. */
import { addHeaders } from '../exchange';
import { producerAt, producerCount } from './client';
import { addExpirationInTurn, addHeadersInTurn, addPriorityInTurn, Envelope } from './envelope';

function newest(): Envelope {
	return producerAt(producerCount - 1).envelope;
}

/** A table of headers is in the text buffer; see `headers.ts`. */
export function addProducerHeaders(length: u32): void {
	addHeadersInTurn(newest(), addHeaders(length));
}

export function addProducerPriority(priority: u32): void {
	addPriorityInTurn(newest(), priority);
}

/** µs; negative: none. */
export function addProducerExpiration(expirationUs: f64): void {
	addExpirationInTurn(newest(), expirationUs);
}
