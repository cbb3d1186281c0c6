/** What is kept of a message, and where it lies: one record after the other, by number. */
import { allocateForever } from '../kernel/memory';

export const enum Flag {
	Attempted = 1,
	Acknowledged = 2,
	Failed = 4,
	Processed = 8,
	Unroutable = 16,
	/** Its last copy ended without being processed. */
	Ended = 32,
	/** A broker or a client still holds a copy at the end of the run. */
	Held = 64,
	/** Its last copy outlived its time. */
	Expired = 128,
	/** At the end of the run a copy lies where its broker puts what could not be processed. */
	DeadLettered = 256
}

/** 24 bytes. The larger fields stand first, so that none is padded. */
@unmanaged
export class MessageRecord {
	/** When the application meant to send it. */
	intendedAt: f64;
	/** First processing, else the end of its last copy. */
	settledAt: f64;
	/** Of `Flag`. */
	flags: u16;
	/** How often, up to 255. */
	timesProcessed: u8;
	/** Of the end of its last copy (`LossCause`), or of its processing (`DuplicateCause`). */
	cause: u8;
	producer: u8;
	/** How often it went onto a connection, up to 255. */
	sends: u8;
	/** Which sending was processed first. */
	sendingProcessed: u8;
	/** One bit for each queue through which it was processed. */
	queues: u8;

	has(flag: u32): bool {
		return ((<u32>this.flags) & flag) != 0;
	}

	/** `removed` first, then `added`. */
	change(removed: u32, added: u32): void {
		this.flags = <u16>(((<u32>this.flags) & ~removed) | added);
	}

	get next(): MessageRecord {
		return changetype<MessageRecord>(changetype<usize>(this) + offsetof<MessageRecord>());
	}
}

export let messageCount: u32 = 0;
let records: usize = 0;

export function initialiseRecords(count: u32): void {
	messageCount = count;
	records = allocateForever(<usize>count * offsetof<MessageRecord>());
}

export function recordOf(message: u32): MessageRecord {
	return changetype<MessageRecord>(records + <usize>message * offsetof<MessageRecord>());
}
