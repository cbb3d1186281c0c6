import {
	settingFaultTime,
	settingNoSuchName,
	settingNotSimulated,
	settingPartitionEmpty,
	settingPartitionsOverlap,
	settingPartitionTwice,
	settingSlowLinkUnchanged,
	type Problem
} from '#lib/messages';
import { describeValue } from '../describe-value';
import { clientTargets, findTarget, nodeTargets, type Places } from './places';
import { whenNames, type CompleteFault } from './schema';

export function faultConflicts(faults: readonly CompleteFault[], places: Places): Problem[] {
	return [
		...faults.flatMap((fault, index) => oneFault(fault, `faults.${index}`, places)),
		...partitionsAtOnce(faults)
	];
}

/** Also called by `crash(…)` and its kin, at the learner's own line and without the experiment. */
export function faultTimeProblems(
	fault: Partial<Record<(typeof whenNames)[number], unknown>>,
	path: string
): Problem[] {
	const written = whenNames.filter((name) => fault[name] !== undefined);
	return written.length === 1 ? [] : [settingFaultTime(path, written, whenNames)];
}

function oneFault(fault: CompleteFault, path: string, places: Places): Problem[] {
	const problems = faultTimeProblems(fault, path);
	if (fault.kind === 'partition') return [...problems, ...partitionConflicts(fault, path, places)];
	if (fault.kind === 'slowLink' && fault.factor === 1 && fault.latency === 0) {
		problems.push(settingSlowLinkUnchanged(path));
	}
	const { isAllowed, names } = targetsOf(fault.kind, places);
	const found = findTarget(fault.target, places);
	if (found && isAllowed(found.kind === 'producer' || found.kind === 'consumer')) return problems;
	return [
		...problems,
		settingNoSuchName(`${path}.target`, describeValue(fault.target), [...names])
	];
}

/** What can happen to whom: only a machine loses power, only a client has a connection to cut. */
function targetsOf(kind: CompleteFault['kind'], places: Places) {
	const nodes = nodeTargets(places);
	const clients = clientTargets(places);
	if (kind === 'cut') return { isAllowed: (isClient: boolean) => isClient, names: clients };
	const strikesClients =
		kind === 'crash' || kind === 'pause' || (kind === 'stop' && places.stopsClients);
	return strikesClients
		? { isAllowed: () => true, names: [...nodes, ...clients] }
		: { isAllowed: (isClient: boolean) => !isClient, names: nodes };
}

function partitionConflicts(
	{ nodes, clients }: CompleteFault & { kind: 'partition' },
	path: string,
	places: Places
): Problem[] {
	if (nodes.length === 0) return [settingPartitionEmpty(`${path}.nodes`)];
	const unknown = nodes.flatMap((node, index) =>
		places.nodes.includes(node)
			? []
			: [settingNoSuchName(`${path}.nodes.${index}`, describeValue(node), places.nodes)]
	);
	const { broker, placesClients } = places.partitionsOf;
	if (clients !== 'outside' && !placesClients) {
		unknown.push(settingNotSimulated(broker, `${path}.clients`, clients));
	}
	const twice = nodes.find((node, index) => nodes.indexOf(node) !== index);
	return twice === undefined
		? unknown
		: [...unknown, settingPartitionTwice(`${path}.nodes`, twice)];
}

/** Those that begin at a count are not known ahead; the engine takes them as they come. */
function partitionsAtOnce(faults: readonly CompleteFault[]): Problem[] {
	const spans = faults.flatMap((fault, index) => {
		if (fault.kind !== 'partition' || fault.at === undefined) return [];
		const [fromUs, latestUs] =
			typeof fault.at === 'number' ? [fault.at, fault.at] : fault.at.between;
		return [{ path: `faults.${index}`, fromUs, toUs: latestUs + fault.for }];
	});
	spans.sort((a, b) => a.fromUs - b.fromUs);
	return spans.flatMap((span, index) => {
		const before = spans[index - 1];
		return before && span.fromUs < before.toUs
			? [settingPartitionsOverlap(span.path, before.path)]
			: [];
	});
}
