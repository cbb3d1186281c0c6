/** Who handles the events of a lane; `family.ts` has one branch for each. */
export const enum RabbitmqLane {
	/** A producer's next publish falls due. Owner: client. */
	ProducerWake = 0,
	/** A consumer's application finished with a message. Owner: client. */
	ConsumerDone,
	/** A frame arrives at the broker. Owner: client. */
	Up,
	/** A frame arrives at the client. Owner: client. */
	Down,
	/** Something happens to the client's own connection or process. Owner: client. */
	Control,
	/** The broker learns that a connection has ended. Owner: client. */
	Gone,
	/** The channel process finished a job. Owner: client. */
	Channel,
	/** A queue process finished a job. Owner: replica. */
	Replica,
	/** A replica's interval for syncing with confirms waiting has passed. Owner: replica. */
	SyncTimer,
	/** A replica has perhaps been idle long enough to flush. Owner: replica. */
	IdleTimer,
	/** Arrival at another node of the cluster. Owner: from << 8 | to. */
	Inter,
	/** A mirror finishes taking over. Owner: queue. */
	Promotion,
	/** Other nodes learn that a queue's process is gone. Owner: queue. */
	Obituary,
	/** The process of a quorum queue's member finished a job. Owner: member. */
	Member,
	/** A member's clock for standing for election. Owner: member. */
	Election,
	/** A node's write-ahead log finished a sync. Owner: wal. */
	Wal,
	/** The head of a queue falls due. Owner: queue. */
	Expiry,
	/** Nobody has used a queue for as long as it may be. Owner: queue. */
	Unused,
	/** A node that was stopped for a partition serves again. Owner: number of the node. */
	Rejoin
}
