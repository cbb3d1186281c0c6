/** Who handles the events of ActiveMQ's lanes; `events.ts` has one branch for each. */
export const enum ActivemqLane {
	/** A producer's next send falls due. Owner: client. */
	ProducerWake = 128,
	/** A consumer's application finished with a message. Owner: client. */
	ConsumerDone,
	/** A command arrives at the broker. Owner: connection. */
	Up,
	/** A command arrives at the client. Owner: connection. */
	Down,
	/** Something happens to the client's own connection or process. Owner: connection. */
	Control,
	/** The delay before a redelivery has passed. Owner: client. */
	Redelivery,
	/** The broker learns that a connection has ended. Owner: session. */
	Gone,
	/** The thread of a connection at the broker finished a job. Owner: session. */
	Session,
	/** The thread that stores what is sent to queues finished a job. Owner: site. */
	Store,
	/** The thread that appends to the journal finished a batch. Owner: site. */
	Appender,
	/** The queue's dispatching thread runs. Owner: site. */
	Dispatch,
	/** A queue is searched for what has expired, which wakes its dispatching thread. Owner: site. */
	Expiry,
	/** A broker has the lock and has started. Owner: site. */
	Serve,
	/** A message or an answer of a network bridge arrives. Owner: bridge. */
	BridgeForward,
	BridgeAnswer
}
