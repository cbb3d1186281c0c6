/** What Kafka's own partitions hold: two words each, by number; their logs hold the numbers. */
import { createRing, Ring, ringAt, ringLength, ringPush } from '../kernel/ring';

let records: Ring = changetype<Ring>(0);

export function initialiseInternalRecords(): void {
	records = createRing(3);
}

export function addInternalRecord(first: u32, second: u32): u32 {
	const address = ringPush(records);
	store<u32>(address, first);
	store<u32>(address, second, 4);
	return ringLength(records) - 1;
}

export function internalFirst(record: u32): u32 {
	return load<u32>(ringAt(records, record));
}

export function internalSecond(record: u32): u32 {
	return load<u32>(ringAt(records, record), 4);
}
