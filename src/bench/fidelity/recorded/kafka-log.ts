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
	/** Numbers of the attempted messages that are in no log. */
	missing: number[];
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
	const missing = numbersOf(run).filter((message) => !seen.has(message));
	return {
		delivered,
		distinct: seen.size,
		duplicates: delivered - seen.size,
		reordered,
		stepsBack,
		missing,
		isThere: (message) => seen.has(message)
	};
}

function partitionsOf({ setup }: Run): number {
	if (setup.broker !== 'kafka') throw new Error('only Kafka has logs');
	return setup.settings.partitions;
}

/** The attempted messages. */
export function numbersOf({ setup, simulation }: Run): number[] {
	const numbers = Array.from({ length: setup.messages }, (_, message) => message);
	return numbers.filter((message) => simulation.fate(message) !== null);
}

export const isAcknowledged = ({ simulation }: Run, message: number): boolean =>
	simulation.fate(message)?.acknowledged ?? false;
