/**
 * What a connection remembers of the messages it was given: the newest 2048 of each producer
 * (ConnectionAudit). After a failover the broker gives again what it saw no acknowledgement of; the
 * client keeps that from an application which has already had it.
 */
import { allocateForever } from '../../kernel/memory';

const WINDOW: u32 = 2048;
const SLOT_BYTES: u32 = 8;
const PRODUCERS_MAX: u32 = 16;

@unmanaged
export class Audit {
	/** Tables by producer, made when first needed: message + 1, sending. */
	tables: StaticArray<usize>;
}

export function createAudit(): Audit {
	const audit = changetype<Audit>(allocateForever(offsetof<Audit>()));
	audit.tables = new StaticArray<usize>(PRODUCERS_MAX);
	return audit;
}

/** A new connection knows nothing. */
export function clearAudit(audit: Audit): void {
	for (let producer: u32 = 0; producer < PRODUCERS_MAX; producer++) {
		const table = audit.tables[producer];
		if (table != 0) memory.fill(table, 0, WINDOW * SLOT_BYTES);
	}
}

function slotOf(audit: Audit, producer: u32, message: u32): usize {
	if (audit.tables[producer] == 0) audit.tables[producer] = allocateForever(WINDOW * SLOT_BYTES);
	return audit.tables[producer] + <usize>((message & (WINDOW - 1)) * SLOT_BYTES);
}

/** Whether this very sending came before; from now on it has. */
export function isRepeated(audit: Audit, producer: u32, message: u32, send: u32): bool {
	const slot = slotOf(audit, producer, message);
	if (load<u32>(slot) == message + 1 && load<u32>(slot, 4) == send) return true;
	store<u32>(slot, message + 1);
	store<u32>(slot, send, 4);
	return false;
}

/** The application never had it, or gave it back. */
export function forgetSeen(audit: Audit, producer: u32, message: u32): void {
	store<u32>(slotOf(audit, producer, message), 0);
}
