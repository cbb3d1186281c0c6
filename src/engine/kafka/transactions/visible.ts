/** What readers of committed messages see: up to the last stable offset, less what was aborted. */
import { firstOfTransaction } from '../log';
import { Partition, Replica } from '../partition';
import { Outcome, outcomeOf, Transactor, transactorAt, transactorCount } from './transactor';

export function isAbortedTransaction(transaction: u32): bool {
	return transaction != 0 && outcomeOf(transaction) == Outcome.Aborted;
}

/**
 * The first offset of the oldest transaction that is not ended for good: it hides what follows,
 * plain messages too (K23).
 */
export function lastStable(partition: Partition, replica: Replica): u32 {
	let end: u32 = u32.MAX_VALUE;
	for (let index: u32 = 0; index < transactorCount; index++) {
		const transactor = transactorAt(index);
		if (transactor.open == 0) continue;
		if (load<u8>(transactor.parts + <usize>partition.index) != 2) continue;
		end = min(end, firstOf(transactor, partition, replica));
	}
	return end;
}

function firstOf(transactor: Transactor, partition: Partition, replica: Replica): u32 {
	const address = transactor.first + ((<usize>partition.index) << 2);
	const known = load<u32>(address);
	if (known != u32.MAX_VALUE && known < replica.log.end) return known;
	const first = firstOfTransaction(replica.log, transactor.current);
	store<u32>(address, first);
	return first;
}
