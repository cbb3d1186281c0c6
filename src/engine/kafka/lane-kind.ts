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
	Consumers
}
