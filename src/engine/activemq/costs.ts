/**
 * What ActiveMQ and its JMS client cost, µs, by thread. The host fills them from the section
 * `activemq` of the run's profile; `sim/profiles` says where each figure comes from.
 */
import { Cost } from '../world/costs';

export const enum ActivemqCost {
	/** The application's thread: marshal and write one message. */
	ClientSend = Cost.Family,
	/** Wake up with the answer to a synchronous request. */
	ClientAnswer,
	/** Take one message from the session's buffer. */
	ClientReceive,
	/** Make and write one acknowledgement. */
	ClientAck,
	/** A connection's thread: read one message and enqueue it. */
	Read,
	/** Read an acknowledgement; what each message that it covers adds. */
	ReadAck,
	AckMessage,
	/** Read a commit or a rollback; what each message of the transaction adds. */
	Commit,
	CommitMessage,
	/** Serialise a message and enter it into KahaDB's index. */
	StoreAdd,
	/** Take it out again. */
	StoreRemove,
	/** Hand a message to the storing thread when that sleeps. */
	StoreWake,
	/** Wake the appending thread; one write of a batch. */
	AppendWake,
	AppendBatch,
	/** What forcing a batch costs beside the disk's own time. */
	SyncOverhead,
	/** Wake the dispatching thread; send one message to a consumer. */
	DispatchWake,
	DispatchMessage,
	/** From the end of a connection until its subscriptions are removed. */
	NoticeEnd,
	/** Recovering one message from the store. */
	RecoverMessage,
	/** A network bridge takes one message from one broker and sends it to the next. */
	Forward,
	/** Opening a connection, a session and a producer or consumer, in round trips. */
	HandshakeRoundTrips,
	/** Without `failover:` the application connects again after this. */
	ClientReconnect,
	/** wireFormat.maxInactivityDuration. */
	Inactivity,
	/** How long the shared store keeps a lock for a machine that says nothing. */
	LockLease,
	/** Bytes of a body that a connection's thread, or the client's, reads per µs. */
	BytesPerUs
}
