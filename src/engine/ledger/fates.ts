/** What became of each message, judged from its record, and the sums at the end of a run. */
import { allocateForever } from '../kernel/memory';
import { Counter, countAt, LOST_FIRST } from './series';
import { Flag, messageCount, recordOf } from './record';
import { add, addCause, Total } from './totals';

/** Order of `fates` in `sim/result.ts`. */
export const enum Fate {
	ProcessedOnce = 0,
	Duplicated,
	Lost,
	Failed,
	Expired,
	DeadLettered,
	Unroutable,
	StillQueued,
	Count
}

/** f64 each, in the order of `Fate`. */
export let fatesAddress: usize = 0;

export function initialiseFates(): void {
	fatesAddress = allocateForever(Fate.Count * 8);
}

/** −1 for a message that was not attempted. */
export function fateOf(message: u32): i32 {
	const record = recordOf(message);
	if (!record.has(Flag.Attempted)) return -1;
	if (record.has(Flag.Processed))
		return record.timesProcessed > 1 ? Fate.Duplicated : Fate.ProcessedOnce;
	if (record.has(Flag.Held)) return Fate.StillQueued;
	if (record.has(Flag.DeadLettered)) return Fate.DeadLettered;
	if (record.has(Flag.Failed)) return Fate.Failed;
	if (record.has(Flag.Unroutable)) return Fate.Unroutable;
	if (record.has(Flag.Expired)) return Fate.Expired;
	if (record.has(Flag.Ended)) return Fate.Lost;
	return Fate.StillQueued;
}

/** −1 for a message that is not lost. */
export function lossCauseOf(message: u32): i32 {
	return fateOf(message) == Fate.Lost ? <i32>recordOf(message).cause : -1;
}

export function wasAcknowledged(message: u32): bool {
	return recordOf(message).has(Flag.Acknowledged);
}

export function settledAt(message: u32): f64 {
	return recordOf(message).settledAt;
}

/**
 * Sums up. `waits`: one bit for each producer that asks for acknowledgements; only of those does
 * "never acknowledged, yet processed" say anything.
 */
export function sumUpFates(waits: u32): void {
	for (let message: u32 = 0; message < messageCount; message++) {
		const fate = fateOf(message);
		if (fate < 0) continue;
		const record = recordOf(message);
		const acknowledged = record.has(Flag.Acknowledged);
		const sum = fatesAddress + ((<usize>fate) << 3);
		store<f64>(sum, load<f64>(sum) + 1);
		if (fate == Fate.Lost) {
			const cause = <u32>record.cause;
			addCause(cause);
			add(Total.Lost);
			add(acknowledged ? Total.LostAcknowledged : Total.LostUnacknowledged);
			countAt(LOST_FIRST + cause * 2 + (acknowledged ? 0 : 1), record.settledAt);
		} else if (fate == Fate.Failed) {
			add(Total.Failed);
		} else if (fate <= Fate.Duplicated && !acknowledged && waits & (1 << record.producer)) {
			add(Total.Recovered);
			countAt(Counter.Recovered, record.settledAt);
		}
	}
}
