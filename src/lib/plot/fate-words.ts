import { m } from '#lib/messages';
import type { FatePart } from './geometry/fates';

type CountMessage = (inputs: { count: string }) => string;

/** Each part of the ledger with its count: ‘3 024 lost, never acknowledged’. */
export const fateMessages: Readonly<Record<FatePart, CountMessage>> = {
	processedOnce: m.plot_fates_processed_once,
	stillQueued: m.plot_fates_still_queued,
	failed: m.plot_fates_failed,
	expired: m.plot_fates_expired,
	deadLettered: m.plot_fates_dead_lettered,
	unroutable: m.plot_fates_unroutable,
	duplicated: m.plot_fates_duplicated,
	lostUnacknowledged: m.plot_fates_lost_unacknowledged,
	lostAcknowledged: m.plot_fates_lost_acknowledged
};
