/**
 * What Kafka's programs cost, in microseconds and bytes. The host fills the family's part of the
 * table; `sim/profiles/kafka.ts` holds the same list and says where each figure comes from.
 */
import { Cost } from '../world/costs';

export const enum KafkaCost {
	/** Application's thread: make, serialise and hand over one message. */
	ClientMessage = Cost.Family,
	/** What the queue between the two threads of 0.8's asynchronous producer adds per message. */
	ClientQueue,
	/** Sending thread: one request, its bytes; one answer. */
	ClientRequest,
	ClientBytesPerUs,
	ClientAnswer,
	/** Broker: one produce request with its answer, and what each message and byte of it adds. */
	BrokerRequest,
	BrokerMessage,
	BrokerBytesPerUs,
	/** Leader: one fetch request of a follower; its answer, and the bytes by sendfile (K24). */
	FetchRequest,
	FetchAnswer,
	FetchBytesPerUs,
	/** Follower: append what one fetch brought, and its bytes. */
	FollowerAppend,
	FollowerBytesPerUs,
	/** A metadata request from the client's side, beside the link. */
	Metadata,
	/** Opening a connection, beside one round trip. */
	Connect,
	/** ZooKeeper: a write through its quorum, a read; its tick, to which session ends are rounded. */
	ZookeeperWrite,
	ZookeeperRead,
	ZookeeperTick,
	/** KRaft: the controller's log takes a record. */
	ControllerWrite,
	/** Controller: from noticing a change until the first election; each partition's election. */
	ElectionStart,
	ElectionPartition,
	/** ZooKeeper only: the next controller is elected and has read the cluster's state. */
	ControllerFailover,
	/** Controlled shutdown: each leader that is moved, one after the other. */
	MovePartition,
	/** Controlled shutdown: how much later the old leader learns of it than the new one. */
	DemotionLag,
	/** A leader that learns it is none any more answers nobody for so long. */
	Demotion,
	/** Controlled shutdown: from the last move of a leader until the process has ended. */
	Shutdown,
	/** What a killed process takes to let go of its connections, beside the machine's own delay. */
	ProcessExit,
	/** A broker's process starts and reads its logs. */
	Boot,
	/** Old data in the page cache is written back by the system after so long. */
	WriteBack,
	// consumers
	/**
	 * 0.8: to end a consumer's fetchers; what its process takes, once it has registered, before it
	 * looks at the other members for the first time, and before it fetches for the first time.
	 */
	FetcherStop,
	ConsumerStart,
	/** Consumer's thread: one fetch answer; its bytes; one poll; one record of it. */
	ConsumerFetch,
	ConsumerBytesPerUs,
	ConsumerPoll,
	ConsumerRecord,
	/** Broker: one fetch request of a consumer; one request about a group; one offset commit. */
	ConsumerFetchRequest,
	GroupRequest,
	OffsetCommit
}
