/** Who handles the events of a lane; `family.ts` has one branch for each. */
import { FirstLane } from '../scenario/lane-kind';

export const enum KafkaLane {
	/** The application's thread has made its next messages. Owner: producer. */
	Application = FirstLane.Kafka,
	/** The client library's alarm: linger, back-off, time-outs. Owner: producer. */
	Alarm,
	/** A request, a delivery or a full queue has waited too long. Owner: producer. */
	Timeout,
	/** An answer about the cluster arrives. Owner: producer. */
	Metadata,
	/** A request arrives at a broker. Owner: wire. */
	Request,
	/** An answer arrives at a client. Owner: wire. */
	Answer,
	/** A connection opens, or its client learns that it fell. Owner: wire. */
	Wire,
	/** A broker's threads have done a piece of work. Owner: broker. */
	Work,
	/** A sync that an append waits for is done. Owner: broker. */
	Synced,
	/** A broker looks for replicas that fell behind. Owner: broker. */
	Check,
	/** A change of an in-sync set is written. Owner: broker. */
	InSync,
	/** A broker's process has started, or has ended in good order. Owner: broker. */
	Boot,
	/** A follower's fetch request arrives at the leader. Owner: fetcher. */
	Fetch,
	/** The leader's answer arrives at the follower. Owner: fetcher. */
	Fetched,
	/** A waiting fetch has waited `replica.fetch.wait.max.ms`. Owner: fetcher. */
	FetchWait,
	/** What the controller tells a broker arrives there. Owner: broker. */
	Order,
	/** A broker's session ends or begins. Owner: broker. */
	Session,
	/** The controller finishes a step of its work. Owner: none. */
	Controller,
	// consumers
	Consumers,
	/** The application finished with what it has in work. Owner: consumer. */
	ConsumerWork = Consumers,
	/** A request arrives at a broker, an answer at its client, a connection falls. Owner: link. */
	ConsumerRequest,
	ConsumerAnswer,
	ConsumerLink,
	/** A waiting fetch has waited `fetch.max.wait.ms`. Owner: link. */
	ConsumerFetchWait,
	/** The automatic commit is due. Owner: consumer. */
	ConsumerCommitTimer,
	/** `max.poll.interval.ms` has passed. Owner: consumer. */
	ConsumerPollLimit,
	/** A heartbeat that brings news. Owner: consumer. */
	ConsumerHeartbeat,
	/** A step of a rebalance through ZooKeeper. Owner: consumer. */
	ConsumerStep,
	/** A back-off is over. Owner: consumer. */
	ConsumerRetry,
	/** ZooKeeper has written an offset. Owner: consumer. */
	ConsumerZookeeper,
	/** The session of a consumer's life ends, unless it is heard. Owner: consumer. */
	ConsumerSession,
	/** The coordinator waits no longer for members to join. Owner: group. */
	GroupJoin,
	/** A step of a transaction. Owner: transactional client. */
	Transaction,
	/** Transaction markers arrive at a partition's leader. Owner: transactional client. */
	TransactionMarker,
	/** `transaction.timeout.ms`, or the application commits by the clock. Owner: transactional client. */
	TransactionTimer
}
