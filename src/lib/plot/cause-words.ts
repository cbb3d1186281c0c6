import { m } from '#lib/messages';

/** What a learner reads for a cause: a few words for it, and one sentence that explains it. */
interface CauseWords {
	name: () => string;
	reason: () => string;
}

const WORDS: Readonly<Record<string, CauseWords>> = {
	'left-in-client-buffer': {
		name: m.plot_cause_left_in_client_buffer,
		reason: m.plot_cause_left_in_client_buffer_reason
	},
	'in-flight-when-connection-fell': {
		name: m.plot_cause_in_flight_when_connection_fell,
		reason: m.plot_cause_in_flight_when_connection_fell_reason
	},
	'in-memory-at-broker-crash': {
		name: m.plot_cause_in_memory_at_broker_crash,
		reason: m.plot_cause_in_memory_at_broker_crash_reason
	},
	'not-synced-at-power-loss': {
		name: m.plot_cause_not_synced_at_power_loss,
		reason: m.plot_cause_not_synced_at_power_loss_reason
	},
	'only-on-dead-master': {
		name: m.plot_cause_only_on_dead_master,
		reason: m.plot_cause_only_on_dead_master_reason
	},
	'node-never-returned': {
		name: m.plot_cause_node_never_returned,
		reason: m.plot_cause_node_never_returned_reason
	},
	'acknowledged-before-processing': {
		name: m.plot_cause_acknowledged_before_processing,
		reason: m.plot_cause_acknowledged_before_processing_reason
	},
	'transient-at-clean-stop': {
		name: m.plot_cause_transient_at_clean_stop,
		reason: m.plot_cause_transient_at_clean_stop_reason
	},
	'queue-home-node-down': {
		name: m.plot_cause_queue_home_node_down,
		reason: m.plot_cause_queue_home_node_down_reason
	},
	'rolled-back-transaction': {
		name: m.plot_cause_rolled_back_transaction,
		reason: m.plot_cause_rolled_back_transaction_reason
	},
	'queue-deleted': { name: m.plot_cause_queue_deleted, reason: m.plot_cause_queue_deleted_reason },
	'not-retried-after-nack': {
		name: m.plot_cause_not_retried_after_nack,
		reason: m.plot_cause_not_retried_after_nack_reason
	},
	'confirm-lost-sent-again': {
		name: m.plot_cause_confirm_lost_sent_again,
		reason: m.plot_cause_confirm_lost_sent_again_reason
	},
	'redelivered-after-consumer-crash': {
		name: m.plot_cause_redelivered_after_consumer_crash,
		reason: m.plot_cause_redelivered_after_consumer_crash_reason
	},
	'requeued-at-failover': {
		name: m.plot_cause_requeued_at_failover,
		reason: m.plot_cause_requeued_at_failover_reason
	},
	'redelivered-after-connection-loss': {
		name: m.plot_cause_redelivered_after_connection_loss,
		reason: m.plot_cause_redelivered_after_connection_loss_reason
	},
	'ack-not-on-disk-at-crash': {
		name: m.plot_cause_ack_not_on_disk_at_crash,
		reason: m.plot_cause_ack_not_on_disk_at_crash_reason
	}
};

export const knownCauses: readonly string[] = Object.keys(WORDS);

/** An id that has no words yet is shown as it is, with spaces. */
export function causeName(cause: string): string {
	return WORDS[cause]?.name() ?? cause.replaceAll('-', ' ');
}

/** One sentence; empty for an id without words. */
export function causeReason(cause: string): string {
	return WORDS[cause]?.reason() ?? '';
}
