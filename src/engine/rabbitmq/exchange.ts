/**
 * One exchange and its bindings. Keys are texts only at set-up: each routing key that a producer
 * uses is resolved once to the set of queues it reaches, a bit mask.
 */
import { allocateForever } from '../kernel/memory';
import { topicMatches } from './topic';

export const enum ExchangeType {
	/** Routes to the queue whose name is the key. */
	Default = 0,
	Direct,
	Fanout,
	Topic
}

const BINDINGS_MAX: u32 = 64;
const TEXT_MAX: u32 = 256;

@unmanaged
class Binding {
	queue: u32;
	key: usize;
	length: u32;
}

const bindings = new StaticArray<usize>(BINDINGS_MAX);
let bindingCount: u32 = 0;
let exchangeType: i32 = ExchangeType.Default;

/** Where the host writes a text before a call that takes its length. */
export let textAddress: usize = 0;

export function initialiseExchange(type: i32): void {
	exchangeType = type;
	bindingCount = 0;
	textAddress = allocateForever(TEXT_MAX);
}

/** Binds a queue with the key in the text buffer; for the default exchange the queue's name. */
export function bind(queue: u32, length: u32): void {
	assert(
		bindingCount < BINDINGS_MAX && length <= TEXT_MAX,
		'number of bindings or length of a key'
	);
	const binding = new Binding();
	binding.queue = queue;
	binding.key = allocateForever(length + 1);
	binding.length = length;
	memory.copy(binding.key, textAddress, length);
	bindings[bindingCount++] = changetype<usize>(binding);
}

/** The queues that the key in the text buffer reaches; several matching bindings give one copy. */
export function routeOf(length: u32): u32 {
	let mask: u32 = 0;
	for (let index: u32 = 0; index < bindingCount; index++) {
		const binding = changetype<Binding>(bindings[index]);
		if (matches(binding, length)) mask |= 1 << binding.queue;
	}
	return mask;
}

function matches(binding: Binding, length: u32): bool {
	if (exchangeType == ExchangeType.Fanout) return true;
	if (exchangeType == ExchangeType.Topic) {
		return topicMatches(binding.key, binding.length, textAddress, length);
	}
	return binding.length == length && memory.compare(binding.key, textAddress, length) == 0;
}
