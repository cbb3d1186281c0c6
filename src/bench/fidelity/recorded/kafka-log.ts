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
	// By the number of the message; a set of so many numbers would take most of the time.
	const seen = new Uint8Array(run.setup.messages);
	let [delivered, distinct, reordered, stepsBack] = [0, 0, 0, 0];
	for (const log of logsOf(run)) {
		let [last, highest] = [-1, -1];
		for (const message of log) {
			delivered++;
			if (seen[message] === 1) continue;
			seen[message] = 1;
			distinct++;
			if (message < last) stepsBack++;
			if (message < highest) reordered++;
			last = message;
			highest = Math.max(highest, message);
		}
	}
	return {
		delivered,
		distinct,
		duplicates: delivered - distinct,
		reordered,
		stepsBack,
		...countFates(run, seen),
		isThere: (message) => seen[message] === 1
	};
}

function countFates({ setup, simulation }: Run, seen: Uint8Array) {
	let [lost, lostAcknowledged, thereUnacknowledged] = [0, 0, 0];
	for (let message = 0; message < setup.messages; message++) {
		const fate = simulation.fate(message);
		if (fate === null) continue;
		const isThere = seen[message] === 1;
		if (!isThere) lost++;
		if (!isThere && fate.acknowledged) lostAcknowledged++;
		if (isThere && !fate.acknowledged) thereUnacknowledged++;
	}
	return { lost, lostAcknowledged, thereUnacknowledged };
}

/** The log of each partition's leader. */
export function logsOf({ setup, simulation }: Run): number[][] {
	if (setup.broker !== 'kafka') throw new Error('only Kafka has logs');
	return Array.from({ length: setup.settings.partitions }, (_, partition) =>
		simulation.kafkaLog(partition)
	);
}
