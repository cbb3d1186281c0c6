import {
	settingBatchWithWindow,
	settingFaultTime,
	settingMirroredWithoutMirrors,
	settingMirrorsNeedNodes,
	settingMirrorsOfClassic,
	settingNoSuchName,
	settingPartitionEmpty,
	settingPartitionsOverlap,
	settingPartitionTwice,
	settingProducersIdle,
	settingWindowWithoutConfirm,
	settingWrong,
	m,
	type Problem
} from '#lib/messages';
import { queueName } from '#lib/sim';
import { describeValue } from './describe-value';
import { nodeName, type Experiment } from './experiment';
import { groupDigits } from './format-number';
import type { Limits } from './limits';
import type { CompleteFault, CompleteSpec } from './schema';

/*
 * Settings that are right alone and wrong together. What merely does nothing (a batch without
 * acknowledgements) or teaches by failing (acknowledging more seldom than the prefetch) is allowed:
 * a sweep passes through such points, and a stall is a lesson.
 */

export function conflictsOf(spec: CompleteSpec, whole: Experiment, limits: Limits): Problem[] {
	return [
		...producerConflicts(spec, whole, limits),
		...queueConflicts(spec, whole),
		...namesNotFound(whole),
		...spec.faults.flatMap((fault, index) => faultConflicts(fault, `faults.${index}`, whole)),
		...partitionsAtOnce(spec.faults)
	];
}

function producerConflicts(
	{ producers }: CompleteSpec,
	whole: Experiment,
	limits: Limits
): Problem[] {
	const problems: Problem[] = [];
	const { messages, count, window, batch, ack } = producers;
	if (messages > limits.messagesMax) {
		const allowed = m.settings_allowed_whole({ min: '1', max: groupDigits(limits.messagesMax) });
		problems.push(settingWrong('producers.messages', groupDigits(messages), allowed));
	}
	if (window !== undefined && batch !== undefined) problems.push(settingBatchWithWindow());
	if (window !== undefined && ack !== 'confirm') problems.push(settingWindowWithoutConfirm(ack));
	if (count > messages) problems.push(settingProducersIdle(count, messages));
	if (whole.producers.routingKeys.length === 0) {
		const allowed = m.settings_allowed_filled_list();
		problems.push(settingWrong('producers.routingKeys', '[]', allowed));
	}
	return problems;
}

function queueConflicts({ broker }: CompleteSpec, whole: Experiment): Problem[] {
	const { mirrors } = whole.broker.queue;
	const { nodes } = whole.broker;
	if (broker.queue.kind === 'classic' && mirrors > 0) return [settingMirrorsOfClassic(mirrors)];
	if (broker.queue.kind === 'mirrored' && mirrors === 0) return [settingMirroredWithoutMirrors()];
	if (mirrors >= nodes) return [settingMirrorsNeedNodes(mirrors, nodes)];
	return [];
}

const namesOf = (count: number, name: (index: number) => string): string[] =>
	Array.from({ length: count }, (_, index) => name(index));

function notAmong(path: string, written: string, names: readonly string[]): Problem[] {
	return names.includes(written) ? [] : [settingNoSuchName(path, describeValue(written), names)];
}

function namesNotFound({ broker, producers, consumers }: Experiment): Problem[] {
	const nodes = namesOf(broker.nodes, nodeName);
	const queues = namesOf(broker.queues, queueName);
	return [
		...notAmong('producers.connectTo', producers.connectTo, nodes),
		...notAmong('consumers.connectTo', consumers.connectTo, nodes),
		...broker.exchange.bindings.flatMap(({ queue }, index) =>
			notAmong(`broker.exchange.bindings.${index}.queue`, queue, queues)
		)
	];
}

/** Also called by `crash(…)` and its kin, at the learner's own line and without the experiment. */
export function faultTimeProblems(
	fault: { at?: unknown; afterAttempted?: unknown; afterProcessed?: unknown },
	path: string
): Problem[] {
	const written = (['at', 'afterAttempted', 'afterProcessed'] as const).filter(
		(name) => fault[name] !== undefined
	);
	return written.length === 1 ? [] : [settingFaultTime(path, written)];
}

function faultConflicts(fault: CompleteFault, path: string, whole: Experiment): Problem[] {
	const problems = faultTimeProblems(fault, path);
	if (fault.kind === 'partition') return [...problems, ...partitionConflicts(fault, path, whole)];
	const targets = targetsOf(fault.kind, whole);
	return [...problems, ...notAmong(`${path}.target`, fault.target, targets)];
}

/** What can happen to whom: only a machine loses power, only a client has a connection to cut. */
function targetsOf(kind: CompleteFault['kind'], whole: Experiment): string[] {
	const nodes = [...namesOf(whole.broker.nodes, nodeName), 'leader'];
	const clients = [...clientNames('producer', whole), ...clientNames('consumer', whole)];
	switch (kind) {
		case 'crash':
		case 'pause':
			return [...nodes, ...clients];
		case 'cut':
			return clients;
		default:
			return nodes;
	}
}

function clientNames(role: 'producer' | 'consumer', whole: Experiment): string[] {
	const { count } = role === 'producer' ? whole.producers : whole.consumers;
	return count === 0 ? [] : [role, ...namesOf(count, (index) => `${role}-${index + 1}`)];
}

function partitionConflicts(
	fault: CompleteFault & { kind: 'partition' },
	path: string,
	whole: Experiment
): Problem[] {
	if (fault.nodes.length === 0) return [settingPartitionEmpty(`${path}.nodes`)];
	const names = namesOf(whole.broker.nodes, nodeName);
	const unknown = fault.nodes.flatMap((node, index) =>
		notAmong(`${path}.nodes.${index}`, node, names)
	);
	const twice = fault.nodes.find((node, index) => fault.nodes.indexOf(node) !== index);
	return twice === undefined
		? unknown
		: [...unknown, settingPartitionTwice(`${path}.nodes`, twice)];
}

/** Those that begin at a count are not known ahead; the engine takes them as they come. */
function partitionsAtOnce(faults: readonly CompleteFault[]): Problem[] {
	const spans = faults.flatMap((fault, index) =>
		fault.kind === 'partition' && fault.at !== undefined
			? [{ path: `faults.${index}`, fromUs: fault.at, toUs: fault.at + fault.for }]
			: []
	);
	spans.sort((a, b) => a.fromUs - b.fromUs);
	return spans.flatMap((span, index) => {
		const before = spans[index - 1];
		return before && span.fromUs < before.toUs
			? [settingPartitionsOverlap(span.path, before.path)]
			: [];
	});
}
