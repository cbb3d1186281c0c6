/**
 * Exchanges and their bindings. Routing keys and headers are texts only at set-up: a producer's or
 * a queue's key has a number, and so has each set of headers; what an exchange does with the two
 * is found out once and kept as a set of queues, a bit each.
 */
import { allocateForever } from '../kernel/memory';
import { headersMatch } from './headers';
import { topicMatches } from './topic';

export const enum ExchangeType {
	/** Routes to the queue whose name is the key. */
	Default = 0,
	Direct,
	Fanout,
	Topic,
	Headers
}

const EXCHANGES_MAX: u32 = 8;
const BINDINGS_MAX: u32 = 256;
const TEXT_MAX: u32 = 1024;
const KEYS_MAX: u32 = 256;
const HEADERS_MAX: u32 = 256;

/** The exchange that producers publish to is the first; a number without an exchange is missing. */
export const MAIN_EXCHANGE: i32 = 0;
export const NO_EXCHANGE: i32 = -1;

/** A text of the set-up: a key, or a table of headers. */
@unmanaged
class Text {
	at: usize;
	length: u32;
}

@unmanaged
class Binding {
	exchange: i32;
	/** Queue, or exchange if `toExchange`. */
	target: u32;
	toExchange: bool;
	match: i32;
	text: Text;
}

@unmanaged
class Exchange {
	type: i32;
	/** Takes what this one cannot route; −1: none. */
	alternate: i32;
	/** Sets of queues by key and headers, `KNOWN` where they have been found out. */
	routes: usize;
}

const KNOWN: u32 = 1 << 31;

const exchanges = new StaticArray<usize>(EXCHANGES_MAX);
const bindings = new StaticArray<usize>(BINDINGS_MAX);
const keys = new StaticArray<usize>(KEYS_MAX);
const headers = new StaticArray<usize>(HEADERS_MAX);
let exchangeCount: u32 = 0;
let bindingCount: u32 = 0;
let keyCount: u32 = 0;
let headersCount: u32 = 0;

/** Where the host writes a text before a call that takes its length. */
export let textAddress: usize = 0;

export function initialiseExchanges(): void {
	exchangeCount = 0;
	bindingCount = 0;
	keyCount = 0;
	headersCount = 0;
	textAddress = allocateForever(TEXT_MAX);
	// The empty table of headers has the number 0.
	addHeaders(0);
}

export function createExchange(type: i32, alternate: i32): void {
	assert(exchangeCount < EXCHANGES_MAX, 'number of exchanges');
	const exchange = changetype<Exchange>(allocateForever(offsetof<Exchange>()));
	exchange.type = type;
	exchange.alternate = alternate;
	exchange.routes = allocateForever(KEYS_MAX * 4);
	exchanges[exchangeCount++] = changetype<usize>(exchange);
}

function exchangeAt(index: i32): Exchange {
	return changetype<Exchange>(exchanges[index]);
}

export function hasExchange(index: i32): bool {
	return index >= 0 && <u32>index < exchangeCount;
}

function keepText(length: u32): Text {
	assert(length <= TEXT_MAX, 'length of a text');
	const text = changetype<Text>(allocateForever(offsetof<Text>()));
	text.at = allocateForever(length + 1);
	text.length = length;
	memory.copy(text.at, textAddress, length);
	return text;
}

function sameText(left: Text, right: Text): bool {
	return left.length == right.length && memory.compare(left.at, right.at, left.length) == 0;
}

/** Numbers the text in the buffer, or finds its number. */
function numberOf(list: StaticArray<usize>, count: u32, length: u32): u32 {
	const text = keepText(length);
	for (let index: u32 = 0; index < count; index++) {
		if (sameText(changetype<Text>(list[index]), text)) return index;
	}
	assert(count < <u32>list.length, 'number of routing keys or of tables of headers');
	list[count] = changetype<usize>(text);
	return count;
}

export function addKey(length: u32): u32 {
	const index = numberOf(keys, keyCount, length);
	keyCount = max(keyCount, index + 1);
	return index;
}

export function addHeaders(length: u32): u32 {
	const index = numberOf(headers, headersCount, length);
	headersCount = max(headersCount, index + 1);
	return index;
}

/** Binds with the text in the buffer: a key (for the default exchange the queue's name), or headers. */
export function bind(exchange: i32, target: u32, toExchange: bool, match: i32, length: u32): void {
	assert(bindingCount < BINDINGS_MAX, 'number of bindings');
	const binding = changetype<Binding>(allocateForever(offsetof<Binding>()));
	binding.exchange = exchange;
	binding.target = target;
	binding.toExchange = toExchange;
	binding.match = match;
	binding.text = keepText(length);
	bindings[bindingCount++] = changetype<usize>(binding);
}

/** The queues that an exchange gives such a message to; several ways to one queue give one copy. */
export function routeOf(exchange: i32, key: u32, headersIndex: u32): u32 {
	if (!hasExchange(exchange)) return 0;
	if (headersIndex != 0) return resolve(exchange, key, headersIndex, 0);
	const address = exchangeAt(exchange).routes + ((<usize>key) << 2);
	const known = load<u32>(address);
	if (known != 0) return known & ~KNOWN;
	const mask = resolve(exchange, key, 0, 0);
	store<u32>(address, mask | KNOWN);
	return mask;
}

/** `visited`: exchanges on the way here; a circle of them is walked once. */
function resolve(index: i32, key: u32, headersIndex: u32, visited: u32): u32 {
	const bit: u32 = 1 << index;
	if (!hasExchange(index) || visited & bit) return 0;
	const exchange = exchangeAt(index);
	let mask: u32 = 0;
	let matched = false;
	for (let number: u32 = 0; number < bindingCount; number++) {
		const binding = changetype<Binding>(bindings[number]);
		if (binding.exchange != index || !matches(exchange, binding, key, headersIndex)) continue;
		matched = true;
		if (!binding.toExchange) mask |= 1 << binding.target;
		else mask |= resolve(binding.target, key, headersIndex, visited | bit);
	}
	if (matched) return mask;
	return resolve(exchange.alternate, key, headersIndex, visited | bit);
}

function matches(exchange: Exchange, binding: Binding, key: u32, headersIndex: u32): bool {
	const wanted = binding.text;
	const text = changetype<Text>(keys[key]);
	switch (exchange.type) {
		case ExchangeType.Fanout:
			return true;
		case ExchangeType.Topic:
			return topicMatches(wanted.at, wanted.length, text.at, text.length);
		case ExchangeType.Headers: {
			const given = changetype<Text>(headers[headersIndex]);
			return headersMatch(binding.match, wanted.at, wanted.length, given.at, given.length);
		}
		default:
			return sameText(wanted, text);
	}
}
