/** What the broker tells consumers, groups and transactions; theirs to fill. */
import { Lane } from '../kernel/events';
import { Client } from '../clients/client';
import { Partition } from './partition';

/** The high watermark of the leader's replica moved. */
export function onVisible(_partition: Partition, _node: u32): void {}

/** A broker learned who leads the partition. */
export function onLeaderChanged(_partition: Partition): void {}

/** A record of one of Kafka's own partitions is on every replica in sync. */
export function onInternalWritten(_partition: Partition, _first: u32, _second: u32): void {}

export function onBrokerDied(_node: u32): void {}

export function onBrokerReturned(_node: u32): void {}

/** At the end: offsets below are settled, from there on messages are still queued. */
export function consumerHeldFrom(_partition: u32): u32 {
	return 0;
}

/** Whether the sender may send batches of this partition now (a transaction may have to know it). */
export function mayDrain(_producer: Client, _partition: u32): bool {
	return true;
}

/** Whether the application may hand over its next message (not while it commits). */
export function mayAttempt(_producer: Client): bool {
	return true;
}

/** Transaction that a batch belongs to which is sent for the first time now; 0: none. */
export function transactionOf(_producer: Client): u32 {
	return 0;
}

/** Whether an answered batch counts as acknowledged at once; a transaction's does at its commit. */
export function tellsAcknowledged(_producer: Client): bool {
	return true;
}

export function onTransactionalBatchAnswered(_producer: Client, _good: bool): void {}

// Consumers as clients.

export function initialiseConsumers(): void {}

export function makeConsumer(_node: u32, _host: bool): Client {
	return unreachable();
}

export function startConsumers(): void {}

export function onConsumerEvent(_lane: Lane, _a: u32, _b: u32, _c: u32): void {}

export function consumerStands(_lane: Lane): bool {
	return false;
}

export function killConsumer(_client: Client, _ending: i32): void {}

export function returnConsumer(_client: Client): void {}

export function consumerExpectsAnswer(_client: Client): bool {
	return false;
}

export function cutConsumer(_client: Client): void {}

export function consumerPaused(_client: Client): void {}

export function consumerResumed(_client: Client): void {}
