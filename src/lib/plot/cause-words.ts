import { m } from '#lib/messages';
import type { CauseId } from '#lib/sim';

/** What a learner reads for a cause: a few words for it, and one sentence that explains it. */
interface CauseWords {
	name: () => string;
	reason: () => string;
}

/** Every cause has its words: the compiler asks for those of a new one. */
const WORDS = {
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
	'only-on-dead-leader': {
		name: m.plot_cause_only_on_dead_leader,
		reason: m.plot_cause_only_on_dead_leader_reason
	},
	'truncated-by-unclean-election': {
		name: m.plot_cause_truncated_by_unclean_election,
		reason: m.plot_cause_truncated_by_unclean_election_reason
	},
	'dropped-after-retries': {
		name: m.plot_cause_dropped_after_retries,
		reason: m.plot_cause_dropped_after_retries_reason
	},
	'offset-committed-before-processing': {
		name: m.plot_cause_offset_committed_before_processing,
		reason: m.plot_cause_offset_committed_before_processing_reason
	},
	'offset-reset-to-latest': {
		name: m.plot_cause_offset_reset_to_latest,
		reason: m.plot_cause_offset_reset_to_latest_reason
	},
	'dropped-at-max-length': {
		name: m.plot_cause_dropped_at_max_length,
		reason: m.plot_cause_dropped_at_max_length_reason
	},
	'rejected-without-dead-letter': {
		name: m.plot_cause_rejected_without_dead_letter,
		reason: m.plot_cause_rejected_without_dead_letter_reason
	},
	'no-subscriber': { name: m.plot_cause_no_subscriber, reason: m.plot_cause_no_subscriber_reason },
	'partition-loser-discarded': {
		name: m.plot_cause_partition_loser_discarded,
		reason: m.plot_cause_partition_loser_discarded_reason
	},
	'unconfirmed-by-quorum': {
		name: m.plot_cause_unconfirmed_by_quorum,
		reason: m.plot_cause_unconfirmed_by_quorum_reason
	},
	'never-sent-again': {
		name: m.plot_cause_never_sent_again,
		reason: m.plot_cause_never_sent_again_reason
	},
	'disk-full-at-broker': {
		name: m.plot_cause_disk_full_at_broker,
		reason: m.plot_cause_disk_full_at_broker_reason
	},
	'passed-over-by-stale-offset': {
		name: m.plot_cause_passed_over_by_stale_offset,
		reason: m.plot_cause_passed_over_by_stale_offset_reason
	},
	'requeued-by-application': {
		name: m.plot_cause_requeued_by_application,
		reason: m.plot_cause_requeued_by_application_reason
	},
	'offset-not-yet-committed': {
		name: m.plot_cause_offset_not_yet_committed,
		reason: m.plot_cause_offset_not_yet_committed_reason
	},
	'rebalanced-before-commit': {
		name: m.plot_cause_rebalanced_before_commit,
		reason: m.plot_cause_rebalanced_before_commit_reason
	},
	'transaction-rolled-back': {
		name: m.plot_cause_transaction_rolled_back,
		reason: m.plot_cause_transaction_rolled_back_reason
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
} satisfies Record<CauseId, CauseWords>;

const isKnown = (cause: string): cause is CauseId => Object.hasOwn(WORDS, cause);

export const knownCauses: readonly string[] = Object.keys(WORDS);

/** An id that has no words yet is shown as it is, with spaces. */
export function causeName(cause: string): string {
	return isKnown(cause) ? WORDS[cause].name() : cause.replaceAll('-', ' ');
}

/** One sentence; empty for an id without words. */
export function causeReason(cause: string): string {
	return isKnown(cause) ? WORDS[cause].reason() : '';
}
