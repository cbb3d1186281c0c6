/** ActiveMQ's costs, by thread: the client's, a connection's at the broker, the store's, the queue's. */
import { fixed, rate, work, type Section } from './figure';

/** Order is the engine's number; `activemq/costs.ts` holds the same list. */
export const activemqCosts = [
	/** The application's thread: marshal and write one message; wake up with an answer. */
	'clientSend',
	'clientAnswer',
	/** Take one message from the session's buffer; make and write one acknowledgement. */
	'clientReceive',
	'clientAck',
	/** A connection's thread: read one message and enqueue it. */
	'read',
	/** Read an acknowledgement; what each message that it covers adds. */
	'readAck',
	'ackMessage',
	/** Handle a commit; what each message that it acknowledges adds. */
	'commit',
	'commitMessage',
	/** Serialise a message and enter it into KahaDB's index; take it out again. */
	'storeAdd',
	'storeRemove',
	/** Hand a message to the storing thread when that sleeps. */
	'storeWake',
	/** Wake the appending thread; one write of a batch. */
	'appendWake',
	'appendBatch',
	/** What forcing a batch costs beside the disk's own time. */
	'syncOverhead',
	/** Wake the dispatching thread; send one message to a consumer. */
	'dispatchWake',
	'dispatchMessage',
	/** From the end of a connection until its subscriptions are removed. */
	'noticeEnd',
	/** Recovering one message from the store. */
	'recoverMessage',
	/** A network bridge takes one message from one broker and sends it to the next. */
	'forward',
	/** Opening a connection, a session and a producer or consumer, in round trips. */
	'handshakeRoundTrips',
	/** Without `failover:` the application connects again after this. */
	'clientReconnect',
	/** wireFormat.maxInactivityDuration. */
	'inactivity',
	/** How long the shared store keeps a lock for a machine that says nothing. */
	'lockLease',
	/** Bytes of a body that a connection's thread, or the client's, reads per µs. */
	'bytesPerUs'
] as const;
export type ActivemqCost = (typeof activemqCosts)[number];

export const activemqWorkstation: Section<ActivemqCost> = {
	clientSend: work(12, 'fit: below the broker’s reading, which limits non-persistent sends'),
	clientAnswer: work(
		18,
		'fit on relative: non-persistent sync 0.32 of async, less reading and link'
	),
	clientReceive: work(10, 'fit on relative, consume: transacted per 100'),
	clientAck: work(8, 'fit on relative, consume: AUTO at prefetch 1'),
	read: work(14, 'side-by-side: non-persistent async 58 607/s'),
	readAck: work(18, 'fit on relative, consume: CLIENT every 10 is 1.5 of AUTO'),
	ackMessage: work(10, 'fit on relative, consume: non-persistent 1.57 of persistent'),
	commit: work(25, 'side-by-side, no disk syncs: transacted per message 4 671/s'),
	commitMessage: work(20, 'fit on relative, consume: transacted per 100 is 0.69 of AUTO'),
	storeAdd: work(38, 'side-by-side, no disk syncs: persistent async 26 185/s'),
	storeRemove: work(16, 'relative, consume: non-persistent 1.57'),
	storeWake: work(60, 'side-by-side, no disk syncs: persistent sync 3 803/s, less the rest'),
	appendWake: work(35, 'the same, and transacted per message 4 671/s'),
	appendBatch: work(35, 'the same'),
	syncOverhead: work(40, 'side-by-side: persistent sync 1 852/s with, 3 803/s without disk syncs'),
	dispatchWake: work(100, 'relative, consume: prefetch 1 is 0.18 of prefetch 1000'),
	dispatchMessage: work(27, 'relative, consume: CLIENT every 10 and non-persistent are 1.5'),
	noticeEnd: fixed(2_000, 'taken: a connection’s end is handled by another thread (A12)'),
	recoverMessage: work(5, 'taken: the index is read in pages'),
	forward: work(40, 'taken as reading and sending one message'),
	handshakeRoundTrips: fixed(
		7,
		'wire format, broker info, connection, session, producer or consumer (DemandForwardingBridge and ActiveMQConnection of 5.17)'
	),
	clientReconnect: fixed(100_000, 'taken: an application that tries again ten times a second'),
	inactivity: fixed(30_000_000, 'documented: wireFormat.maxInactivityDuration 30 s'),
	lockLease: fixed(90_000_000, 'documented: the NFS server’s nfsv4leasetime of 90 s'),
	bytesPerUs: rate(500, 'taken as for RabbitMQ: two copies, 2 ns a byte')
};
