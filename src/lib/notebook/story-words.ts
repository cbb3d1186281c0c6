import type { Run, Story } from '#lib/experiment';
import { m } from '#lib/messages';

type Fate = keyof Run['fates'];
type Step = Story['steps'][number]['step'];

const fates: Record<Fate, () => string> = {
	processedOnce: m.notebook_fate_processed_once,
	duplicated: m.notebook_fate_duplicated,
	lost: m.notebook_fate_lost,
	failed: m.notebook_fate_failed,
	expired: m.notebook_fate_expired,
	deadLettered: m.notebook_fate_dead_lettered,
	unroutable: m.notebook_fate_unroutable,
	stillQueued: m.notebook_fate_still_queued
};

const steps: Record<Step, () => string> = {
	attempted: m.notebook_step_attempted,
	sent: m.notebook_step_sent,
	arrived: m.notebook_step_arrived,
	routed: m.notebook_step_routed,
	enqueued: m.notebook_step_enqueued,
	mirrored: m.notebook_step_mirrored,
	written: m.notebook_step_written,
	synced: m.notebook_step_synced,
	confirmed: m.notebook_step_confirmed,
	nacked: m.notebook_step_nacked,
	delivered: m.notebook_step_delivered,
	received: m.notebook_step_received,
	processed: m.notebook_step_processed,
	acked: m.notebook_step_acked,
	requeued: m.notebook_step_requeued,
	recovered: m.notebook_step_recovered,
	destroyed: m.notebook_step_destroyed,
	returned: m.notebook_step_returned,
	committed: m.notebook_step_committed,
	rejected: m.notebook_step_rejected,
	expired: m.notebook_step_expired,
	'dropped-at-limit': m.notebook_step_dropped_at_limit,
	'delivered-too-often': m.notebook_step_delivered_too_often,
	'dead-lettered': m.notebook_step_dead_lettered
};

export const fateWords = (fate: Fate): string => fates[fate]();
export const stepWords = (step: Step): string => steps[step]();
