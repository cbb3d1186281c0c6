/**
 * What a publish says beside its body: routing key, headers, priority, expiration. A producer has a
 * list of each and uses it in turn; where a list is empty its messages have none.
 */
import { allocateForever } from '../../kernel/memory';
import { keepRich } from '../copy';
import { routeOf } from '../exchange';

const TURN_MAX: u32 = 64;

@unmanaged
export class Envelope {
	/** The exchange it publishes to; one that is not there closes the channel. */
	exchange: i32;
	/** Numbers of routing keys, u16 each. */
	keys: usize;
	keyCount: u32;
	/** Numbers of tables of headers, u16 each. */
	headers: usize;
	headersCount: u32;
	/** u8 each. */
	priorities: usize;
	priorityCount: u32;
	/** µs, f64 each; negative: none. */
	expirations: usize;
	expirationCount: u32;
	/** Sets of queues by place of the key and, within, of the headers, u8 each. */
	routes: usize;
}

export function createEnvelope(exchange: i32): Envelope {
	const envelope = changetype<Envelope>(allocateForever(offsetof<Envelope>()));
	envelope.exchange = exchange;
	envelope.keys = allocateForever(TURN_MAX * 2);
	envelope.headers = allocateForever(TURN_MAX * 2);
	envelope.priorities = allocateForever(TURN_MAX);
	envelope.expirations = allocateForever(TURN_MAX * 8);
	return envelope;
}

export function addKeyInTurn(envelope: Envelope, key: u32): void {
	assert(envelope.keyCount < TURN_MAX, 'number of routing keys');
	store<u16>(envelope.keys + ((<usize>envelope.keyCount) << 1), <u16>key);
	envelope.keyCount++;
}

export function addHeadersInTurn(envelope: Envelope, headers: u32): void {
	assert(envelope.headersCount < TURN_MAX, 'number of tables of headers');
	store<u16>(envelope.headers + ((<usize>envelope.headersCount) << 1), <u16>headers);
	envelope.headersCount++;
}

export function addPriorityInTurn(envelope: Envelope, priority: u32): void {
	assert(envelope.priorityCount < TURN_MAX && priority <= 255, 'number of priorities');
	store<u8>(envelope.priorities + <usize>envelope.priorityCount, <u8>priority);
	envelope.priorityCount++;
}

export function addExpirationInTurn(envelope: Envelope, expirationUs: f64): void {
	assert(envelope.expirationCount < TURN_MAX, 'number of expirations');
	store<f64>(envelope.expirations + ((<usize>envelope.expirationCount) << 3), expirationUs);
	envelope.expirationCount++;
	if (expirationUs >= 0) keepRich();
}

/** Once all exchanges, bindings and lists are known: where each message will go. */
export function findRoutes(envelope: Envelope): void {
	assert(envelope.keyCount > 0, 'a producer without a routing key');
	if (envelope.headersCount == 0) addHeadersInTurn(envelope, 0);
	const count = envelope.keyCount * envelope.headersCount;
	envelope.routes = allocateForever(count);
	for (let place: u32 = 0; place < count; place++) {
		const key = load<u16>(envelope.keys + ((<usize>(place / envelope.headersCount)) << 1));
		const headers = load<u16>(envelope.headers + ((<usize>(place % envelope.headersCount)) << 1));
		store<u8>(envelope.routes + <usize>place, <u8>routeOf(envelope.exchange, key, headers));
	}
}

/** Every queue that any of its messages goes to. */
export function routesOf(envelope: Envelope): u32 {
	let mask: u32 = 0;
	const count = envelope.keyCount * envelope.headersCount;
	for (let place: u32 = 0; place < count; place++) mask |= load<u8>(envelope.routes + <usize>place);
	return mask;
}

/** `place`: number of the message among its producer's. */
export function routeAt(envelope: Envelope, place: u32): u32 {
	const keyPlace = place % envelope.keyCount;
	if (envelope.headersCount == 1) return load<u8>(envelope.routes + <usize>keyPlace);
	const index = keyPlace * envelope.headersCount + (place % envelope.headersCount);
	return load<u8>(envelope.routes + <usize>index);
}

export function keyAt(envelope: Envelope, place: u32): u32 {
	return load<u16>(envelope.keys + ((<usize>(place % envelope.keyCount)) << 1));
}

export function headersAt(envelope: Envelope, place: u32): u32 {
	return load<u16>(envelope.headers + ((<usize>(place % envelope.headersCount)) << 1));
}

export function priorityAt(envelope: Envelope, place: u32): u32 {
	if (envelope.priorityCount == 0) return 0;
	return load<u8>(envelope.priorities + <usize>(place % envelope.priorityCount));
}

/** µs; negative: none. */
export function expirationAt(envelope: Envelope, place: u32): f64 {
	if (envelope.expirationCount == 0) return -1;
	const index = <usize>(place % envelope.expirationCount);
	return load<f64>(envelope.expirations + (index << 3));
}
