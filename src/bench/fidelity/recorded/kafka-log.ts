/** What both of Kafka's recordings did at the end of a run: read every partition from its first offset. */
import type { Run } from './plan';

export interface LogReading {
	/** Messages in all logs, in every copy. */
	delivered: number;
	distinct: number;
	duplicates: number;
	/** First copies that stand behind a later message of their partition. */
	reordered: number;
	/** How often a log goes on with an earlier message than its last one; repeats do not count. */
	stepsBack: number;
	/** Attempted, and in no log in the end. */
	lost: number;
	lostAcknowledged: number;
	/** In a log, though it was never acknowledged. */
	thereUnacknowledged: number;
	isThere: (message: number) => boolean;
}

const known = new WeakMap<Run, LogReading>();

/** The leaders' logs, as a consumer reads them; read once for all fields of a run. */
export function readLogs(run: Run): LogReading {
	const before = known.get(run);
	if (before) return before;
	const reading = read(run);
	known.set(run, reading);
	return reading;
}

function read(run: Run): LogReading {
	const seen = new Set<number>();
	let [delivered, reordered, stepsBack] = [0, 0, 0];
	for (let partition = 0; partition < partitionsOf(run); partition++) {
		let [last, highest] = [-1, -1];
		for (const message of run.simulation.kafkaLog(partition)) {
			delivered++;
			if (seen.has(message)) continue;
			seen.add(message);
			if (message < last) stepsBack++;
			if (message < highest) reordered++;
			last = message;
			highest = Math.max(highest, message);
		}
	}
	return {
		delivered,
		distinct: seen.size,
		duplicates: delivered - seen.size,
		reordered,
		stepsBack,
		...countFates(run, seen),
		isThere: (message) => seen.has(message)
	};
}

function countFates({ setup, simulation }: Run, seen: Set<number>) {
	let [lost, lostAcknowledged, thereUnacknowledged] = [0, 0, 0];
	for (let message = 0; message < setup.messages; message++) {
		const fate = simulation.fate(message);
		if (fate === null) continue;
		const isThere = seen.has(message);
		if (!isThere) lost++;
		if (!isThere && fate.acknowledged) lostAcknowledged++;
		if (isThere && !fate.acknowledged) thereUnacknowledged++;
	}
	return { lost, lostAcknowledged, thereUnacknowledged };
}

function partitionsOf({ setup }: Run): number {
	if (setup.broker !== 'kafka') throw new Error('only Kafka has logs');
	return setup.settings.partitions;
}
