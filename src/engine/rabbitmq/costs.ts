/** Costs of RabbitMQ and its client library; `sim/profile.ts` says what each one is. */
import { Cost } from '../world/costs';

export const enum RabbitmqCost {
	ClientPublish = Cost.Family,
	ClientConfirm,
	ClientReconnect,
	ClientReceive,
	ClientAck,
	ChannelRead,
	ChannelRoute,
	ChannelAck,
	ChannelConfirm,
	ChannelCommit,
	QueuePublish,
	QueuePersist,
	QueueConfirm,
	QueueDeliver,
	QueueAck,
	QueueUnblock,
	Mirror,
	SyncOverhead,
	PromotionMin,
	PromotionMax,
	SyncMessage,
	HandshakeRoundTrips,
	Heartbeat,
	NetTick,
	QuorumCommand,
	QuorumMessage,
	QuorumEntry,
	QuorumApply,
	QuorumConfirm,
	QuorumSync,
	ElectionMin,
	ElectionMax,
	DetectorPoll,
	/** Reader and channel: bytes of a publish that they take per µs; the client those of a delivery. */
	ChannelBytesPerUs,
	/** Queue: what a confirm costs for a transient publish too. */
	QueueConfirmTransient,
	/** Queue: what a limit (prefetch) adds to an acknowledgement. */
	QueueLimit,
	/** A queue with waiting confirms and no idle moment syncs so often. */
	SyncInterval,
	/** Files that a sync of the journal forces to disk. */
	SyncFiles,
	/** Channel: find out once more that a queue's node cannot be reached. */
	DeadNodeRefusal,
	/** From a node's crash until the others know. */
	NodeDownNotice,
	/** Queue: each message that an acknowledgement takes out of it. */
	QueueAckMessage
}
