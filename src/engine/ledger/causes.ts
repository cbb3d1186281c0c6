/** Why a message was lost or processed again. `sim/result.ts` holds the same lists, in order. */

export const enum LossCause {
	LeftInClientBuffer = 0,
	InFlight,
	InMemoryAtCrash,
	NotSyncedAtPowerLoss,
	OnlyOnDeadMaster,
	NodeNeverReturned,
	AcknowledgedBeforeProcessing,
	TransientAtCleanStop,
	QueueHomeNodeDown,
	RolledBack,
	QueueDeleted,
	OnlyOnDeadLeader,
	TruncatedByUncleanElection,
	DroppedAfterRetries,
	OffsetCommittedEarly,
	OffsetReset,
	DroppedAtMaxLength,
	RejectedForGood,
	NoSubscriber,
	PartitionLoser,
	UnconfirmedByQuorum,
	NeverSentAgain,
	DiskFull,
	/** The log had grown again past an offset from before it was cut. */
	PassedOver,
	Count
}

export const enum DuplicateCause {
	SentAgain = 0,
	ConsumerCrash,
	Failover,
	ConnectionLoss,
	AckNotOnDisk,
	RequeuedByApplication,
	OffsetNotCommitted,
	RebalancedBeforeCommit,
	TransactionRolledBack,
	Count
}

/** Steps of a message's life, in the order of `traceKinds` in `sim/result.ts`. */
export const enum TraceKind {
	Attempted = 0,
	Sent,
	Arrived,
	Routed,
	Enqueued,
	Mirrored,
	Written,
	Synced,
	Confirmed,
	Nacked,
	Delivered,
	Received,
	Processed,
	Acked,
	Requeued,
	Recovered,
	Destroyed,
	Returned,
	Committed,
	/** A consumer did not want it. */
	Rejected,
	Expired,
	DroppedAtLimit,
	DeliveredTooOften,
	/** Published again to the dead-letter exchange of its queue. */
	DeadLettered
}

/** Where a step happened; an index goes with it. */
export const enum Place {
	Producer = 0,
	Node,
	Link,
	Consumer
}
