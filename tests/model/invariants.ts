/** What holds of every run, whatever was configured and whatever broke. */
import { expect } from 'vitest';
import type { CauseId, FaultSetup, RabbitmqSetup, SimulationResult } from '#lib/sim';
import { sum } from './setups';

export function checkSums(setup: RabbitmqSetup, result: SimulationResult): void {
	const { totals, fates, causes, series } = result;
	const entries = Object.entries(causes);
	const duplicates = new Set(series.duplicated.map(({ cause }) => cause as string));
	const losses = entries.filter(([cause]) => !duplicates.has(cause)).map(([, count]) => count);
	expect(sum(Object.values(fates)), 'fates sum to attempted').toBe(totals.attempted);
	expect(fates.lost, 'fate and total of lost').toBe(totals.lost);
	expect(fates.failed, 'fate and total of failed').toBe(totals.failed);
	expect(fates.duplicated, 'fate and total of duplicated').toBe(totals.duplicated);
	expect(fates.processedOnce + fates.duplicated, 'processed').toBe(totals.processed);
	expect(totals.lostAcknowledged + totals.lostUnacknowledged).toBe(totals.lost);
	expect(sum(losses), 'loss causes sum to lost').toBe(totals.lost);
	expect(
		sum(entries.filter(([cause]) => duplicates.has(cause)).map(([, count]) => count)),
		'duplicate causes sum to extra deliveries'
	).toBe(totals.duplicateDeliveries);
	expect(sum(series.attempted), 'series of attempted').toBe(totals.attempted);
	expect(sum(series.acknowledged), 'series of acknowledged').toBe(totals.acknowledged);
	expect(sum(series.processed), 'series of processed').toBe(totals.processed);
	expect(sum(series.recovered), 'series of recovered').toBe(totals.recovered);
	expect(sum(series.lost.flatMap(({ acknowledged }) => acknowledged))).toBe(
		totals.lostAcknowledged
	);
	expect(sum(series.lost.flatMap(({ unacknowledged }) => unacknowledged))).toBe(
		totals.lostUnacknowledged
	);
	expect(sum(series.duplicated.flatMap(({ counts }) => counts))).toBe(totals.duplicateDeliveries);
	expect(totals.acknowledged, 'acknowledged ≤ attempted').toBeLessThanOrEqual(totals.attempted);
	expect(totals.attempted, 'attempted ≤ messages').toBeLessThanOrEqual(setup.messages);
	expect(totals.sends, 'each attempted message is sent').toBeGreaterThanOrEqual(totals.attempted);
	expect(totals.duplicateDeliveries).toBeGreaterThanOrEqual(totals.duplicated);
}

const isForNode = ({ target }: FaultSetup): boolean =>
	target.kind === 'node' || target.kind === 'leader';
const kills = ({ kind }: FaultSetup): boolean =>
	kind === 'crash' || kind === 'powerLoss' || kind === 'stop';

/** A queue may rightly hold messages at the end: nobody takes them, or nobody can. */
function mayHold(setup: RabbitmqSetup): boolean {
	const isTaken = (queue: number): boolean =>
		setup.consumers.some((consumer) => consumer.queue === queue);
	const stalls = setup.consumers.some(
		({ manual, prefetch, ackEvery }) => manual && prefetch > 0 && ackEvery > prefetch
	);
	const staysDown = setup.faults.some((fault) => fault.durationUs === Infinity);
	// Split for good: nobody may be left to ask one of the sides.
	const staysSplit = setup.partitionHandling === 'ignore' && partitioned(setup);
	return (
		stalls ||
		staysDown ||
		staysSplit ||
		!Array.from({ length: setup.queues }, (_, queue) => queue).every(isTaken)
	);
}

/** A publisher is refused until a node returns which never does (R28; R27, no mirror may take over). */
const clings = ({ queue, faults }: RabbitmqSetup): boolean =>
	(queue.kind === 'quorum' || (queue.mirrors > 0 && !queue.promoteAlways)) &&
	faults.some(({ durationUs }) => durationUs === Infinity);

/**
 * With `ignore` the tables of the side that has no mirror go on naming the process that led when the
 * cluster split; if another leads since then, that side refuses until its nodes are restarted (R27).
 */
const refersToTheDead = (setup: RabbitmqSetup): boolean =>
	isMirrored(setup) &&
	setup.partitionHandling === 'ignore' &&
	partitioned(setup) &&
	setup.faults.some((fault) => isForNode(fault) && fault.kind !== 'partition');

/** Who is refused for ever tries again for ever. */
const mayTryForEver = (setup: RabbitmqSetup): boolean =>
	setup.producers.some(({ ack, retry }) => retry && ack !== 'none') &&
	(clings(setup) || refersToTheDead(setup));

export function checkEnd(setup: RabbitmqSetup, result: SimulationResult): void {
	if (!mayTryForEver(setup)) expect(result.ended, 'the run drains').toBe('drained');
	if (mayHold(setup)) return;
	expect(result.fates.stillQueued, 'nothing is left behind when all queues have consumers').toBe(0);
	expect(result.totals.attempted, 'every message was attempted').toBe(setup.messages);
}

/** Causes for which a confirmed message may be lost though it was on the disk of its queue. */
const beyondConfirms = new Set<string>(['queue-home-node-down', 'node-never-returned']);

const hasFault =
	(...wanted: FaultSetup['kind'][]) =>
	({ faults }: RabbitmqSetup): boolean =>
		faults.some(({ kind }) => wanted.includes(kind));
const crashes =
	(role: FaultSetup['target']['kind']) =>
	({ faults }: RabbitmqSetup): boolean =>
		faults.some(({ kind, target }) => kind === 'crash' && target.kind === role);
const isMirrored = ({ queue }: RabbitmqSetup): boolean => queue.mirrors > 0;
const isQuorum = ({ queue }: RabbitmqSetup): boolean => queue.kind === 'quorum';
/** Quorum queues put everything on the disk. */
const isPersisted = ({ queue, producers }: RabbitmqSetup): boolean =>
	queue.kind === 'quorum' || (queue.durable && producers.some(({ persistent }) => persistent));
const nodeEnds = ({ faults }: RabbitmqSetup): boolean =>
	faults.some((fault) => isForNode(fault) && kills(fault));

/** Nodes are stopped, or two sides go on alone. */
const partitioned = hasFault('partition');

/** Without what is named here a cause cannot be the reason of anything. */
const needs: Record<CauseId, (setup: RabbitmqSetup) => boolean> = {
	'left-in-client-buffer': crashes('producer'),
	'in-flight-when-connection-fell': ({ faults }) => faults.length > 0,
	'in-memory-at-broker-crash': (setup) => nodeEnds(setup) || partitioned(setup),
	'not-synced-at-power-loss': (setup) => hasFault('powerLoss')(setup) && isPersisted(setup),
	'only-on-dead-master': isMirrored,
	'node-never-returned': ({ faults }) => faults.some(({ durationUs }) => durationUs === Infinity),
	'acknowledged-before-processing': ({ consumers }) => consumers.some(({ manual }) => !manual),
	'transient-at-clean-stop': hasFault('stop', 'partition'),
	'queue-home-node-down': (setup) => setup.nodes > 1 && (nodeEnds(setup) || partitioned(setup)),
	'rolled-back-transaction': ({ producers }) => producers.some(({ ack }) => ack === 'transaction'),
	'queue-deleted': () => false,
	'only-on-dead-leader': (setup) => isQuorum(setup) && (nodeEnds(setup) || partitioned(setup)),
	'truncated-by-unclean-election': () => false,
	'dropped-after-retries': () => false,
	'offset-committed-before-processing': () => false,
	'offset-reset-to-latest': () => false,
	'dropped-at-max-length': () => false,
	'rejected-without-dead-letter': () => false,
	'no-subscriber': () => false,
	'partition-loser-discarded': hasFault('partition', 'pause'),
	'unconfirmed-by-quorum': (setup) => isQuorum(setup) && (nodeEnds(setup) || partitioned(setup)),
	'never-sent-again': () => false,
	'disk-full-at-broker': () => false,
	'passed-over-by-stale-offset': () => false,
	'confirm-lost-sent-again': ({ producers }) =>
		producers.some(({ ack, retry }) => ack !== 'none' && retry),
	'redelivered-after-consumer-crash': crashes('consumer'),
	'requeued-at-failover': isMirrored,
	'redelivered-after-connection-loss': ({ faults }) => faults.length > 0,
	'ack-not-on-disk-at-crash': (setup) =>
		(nodeEnds(setup) || partitioned(setup)) && isPersisted(setup),
	'requeued-by-application': () => false,
	'offset-not-yet-committed': () => false,
	'rebalanced-before-commit': () => false,
	'transaction-rolled-back': () => false
};

export function checkCauses(setup: RabbitmqSetup, result: SimulationResult): void {
	const unfounded = Object.keys(result.causes).filter((cause) => !needs[cause as CauseId](setup));
	expect(unfounded, 'causes without anything that could cause them').toEqual([]);
}

/** Of a quorum queue's members more than half are there in the end, whoever went for good. */
const majorityStays = ({ queue, faults }: RabbitmqSetup): boolean =>
	2 * faults.filter(({ durationUs }) => durationUs === Infinity).length < queue.mirrors + 1;

/** No broker ever gives again what it sent once: there is one copy, and it is in memory. */
const isForgotten = ({ queue, producers }: RabbitmqSetup): boolean =>
	queue.kind === 'classic' &&
	queue.mirrors === 0 &&
	(!queue.durable || producers.every(({ persistent }) => !persistent));

export function checkPromises(setup: RabbitmqSetup, result: SimulationResult): void {
	const { totals, series } = result;
	const promised =
		setup.queue.durable &&
		(setup.queue.mirrors === 0 || !setup.queue.promoteAlways) &&
		setup.producers.every(({ persistent, ack, retry }) => persistent && retry && ack !== 'none') &&
		setup.consumers.every(({ manual }) => manual);
	if (promised) {
		const broken = series.lost
			.filter(({ cause }) => !beyondConfirms.has(cause))
			.flatMap(({ acknowledged }) => acknowledged);
		expect(sum(broken), 'confirmed, persistent, durable: none lost').toBe(0);
	}
	if (isQuorum(setup) && majorityStays(setup) && setup.consumers.every(({ manual }) => manual)) {
		expect(totals.lostAcknowledged, 'confirmed by a quorum, and a majority left: none lost').toBe(
			0
		);
	}
	if (setup.faults.length === 0) {
		expect(totals.lost, 'no fault, no loss').toBe(0);
		expect(totals.duplicateDeliveries, 'no fault, no duplicate').toBe(0);
		expect(totals.redelivered, 'no fault, no redelivery').toBe(0);
		expect(totals.sends).toBe(totals.attempted);
	}
	const onlyConsumersSuffer = setup.faults.every(({ target }) => target.kind === 'consumer');
	if (onlyConsumersSuffer && setup.consumers.every(({ manual }) => manual)) {
		expect(totals.lost, 'manual ack: a consumer’s end loses nothing').toBe(0);
	}
	if (setup.producers.every(({ retry }) => retry)) {
		expect(totals.failed, 'what is refused is sent again').toBe(0);
	}
	if (setup.faults.length === 0 && setup.consumers.length <= 1) {
		expect(totals.reordered, 'one consumer, no fault: in order').toBe(0);
	}
	const automatic = setup.consumers.every(({ manual }) => !manual);
	const once = setup.producers.every(({ retry, ack }) => !retry || ack === 'none');
	if (automatic && once && (isForgotten(setup) || !setup.faults.some(isForNode))) {
		expect(totals.duplicateDeliveries, 'automatic ack without sending again').toBe(0);
	}
	if (setup.consumers.length > 0 && setup.consumers.every(({ idempotent }) => idempotent)) {
		expect(totals.duplicateDeliveries, 'idempotent consumers').toBe(0);
	}
	if (!setup.faults.some((fault) => isForNode(fault) && (kills(fault) || fault.kind !== 'cut'))) {
		expect(result.unavailableMs, 'no outage without a fault of a node').toBe(0);
	}
}
