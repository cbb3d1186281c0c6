/**
 * RabbitMQ's costs. `side-by-side` is tests/truth/side-by-side.json, three rounds on two cores over
 * loopback with RabbitMQ 3.10.8 and 1 KB messages; `relative` the table of relative costs recorded
 * on the same machine.
 */
import { fixed, rate, work, type Section } from './figure';

/** Order is the engine's number; `rabbitmq/costs.ts` holds the same list. Times in µs. */
export const rabbitmqCosts = [
	/** The application's thread: one publish. */
	'clientPublish',
	'clientConfirm',
	'clientReconnect',
	'clientReceive',
	'clientAck',
	/** Reader and channel: parse one publish. */
	'channelRead',
	/** Channel: route one publish to its queue. */
	'channelRoute',
	'channelAck',
	/** Channel: confirms of one run of tags. */
	'channelConfirm',
	'channelCommit',
	/** Queue process: one transient publish. */
	'queuePublish',
	/** What a persistent publish adds: its entry in the journal. */
	'queuePersist',
	/** What a persistent publish with a confirm adds to that. */
	'queueConfirm',
	'queueDeliver',
	'queueAck',
	/** What an acknowledgement adds when the consumer's window was full. */
	'queueUnblock',
	/** What each mirror adds to a publish at the master; the mirror's own work for one. */
	'mirror',
	/** What a sync of the journal costs beside the disk's own time. */
	'syncOverhead',
	/** From the master's death to the mirror serving, drawn uniformly between these. */
	'promotionMin',
	'promotionMax',
	/** Synchronising one message to a joining mirror. */
	'syncMessage',
	/** Opening a connection and a channel, in round trips. */
	'handshakeRoundTrips',
	/** A setting of the broker; this is its default. */
	'heartbeat',
	/** A setting of the broker; this is its default. */
	'netTick',
	/** Leader of a quorum queue: take one command into the log. */
	'quorumCommand',
	/** Any member: one message of another member or of the disk. */
	'quorumMessage',
	/** Follower: each entry of a message. */
	'quorumEntry',
	/** Leader: apply one committed entry. */
	'quorumApply',
	/** Channel: each command of its own that has been applied. */
	'quorumConfirm',
	/** What a sync of the write-ahead log costs beside the disk's own time. */
	'quorumSync',
	/** From the knowledge that the leader is gone until a member stands for election, drawn uniformly. */
	'electionMin',
	'electionMax',
	/** How often members look whether a silent node still answers. */
	'detectorPoll',
	/** Reader and channel: bytes of a publish that they take per µs; the client those of a delivery. */
	'channelBytesPerUs',
	/** Queue process: a confirm, for a transient publish too. */
	'queueConfirmTransient',
	/** Queue process: what a limit (prefetch) adds to an acknowledgement. */
	'queueLimit',
	/** A queue with waiting confirms and no idle moment syncs so often. */
	'syncInterval',
	/** Files that a sync of the journal forces to disk, one after the other. */
	'syncFiles',
	/** Channel: find out once more that a queue's node cannot be reached (an attempt to connect). */
	'deadNodeRefusal',
	/** From a node's crash until the others know that its queues are gone. */
	'nodeDownNotice',
	/** Queue process: each message that an acknowledgement takes out of it. */
	'queueAckMessage'
] as const;
export type RabbitmqCost = (typeof rabbitmqCosts)[number];

/**
 * Each way of a frame has processes that sleep when there is little to do: the reader or the writer
 * of the connection, and a thread of the client. It adds to the link's latency.
 */
export type RabbitmqHop = 'hop' | 'hopJitter';

export const rabbitmqHop: Section<RabbitmqHop> = {
	hop: work(
		77,
		'fit on side-by-side: a lone transient confirm took 270 µs (3 691/s); less the work and the link, two ways'
	),
	hopJitter: work(6, 'chosen small')
};

const onLoadedQueue = 'fit on relative: ';

export const rabbitmq310: Section<RabbitmqCost> = {
	clientPublish: work(12, 'fit on side-by-side: below the broker’s 27 µs at 36 668/s'),
	clientConfirm: work(3, 'fit on side-by-side, confirm per message'),
	clientReconnect: fixed(
		100_000,
		'the recording scripts waited 100 ms before they connected again'
	),
	clientReceive: work(10, 'fit on relative, consume: below the queue’s 18 µs of automatic'),
	clientAck: work(8, 'fit on relative, consume: prefetch 10 is 0.23, one thing after the other'),
	channelRead: work(10, 'fit on side-by-side'),
	channelRoute: work(10, 'fit on side-by-side'),
	channelAck: work(6, 'fit on relative, consume'),
	channelConfirm: work(3, 'fit on relative, streaming'),
	channelCommit: work(
		30,
		`${onLoadedQueue}tx; one publish without a confirm costs 27 µs (36 668/s), a commit about 1.2 of one`
	),
	queuePublish: work(27, 'side-by-side: 36 668/s transient without confirms'),
	queuePersist: work(26, 'side-by-side: 17 964/s persistent against 36 668/s transient'),
	queueConfirm: work(
		12,
		`${onLoadedQueue}streaming confirms of persistent messages 0.36 against 0.52 without`
	),
	queueDeliver: work(
		18,
		`${onLoadedQueue}automatic 1, manual at prefetch 1000 0.66, at prefetch 1 0.06`
	),
	queueAck: work(6, `${onLoadedQueue}manual at prefetch 1000 0.66 of automatic`),
	queueUnblock: work(16, `${onLoadedQueue}prefetch 1`),
	mirror: work(58, `${onLoadedQueue}0.52 unmirrored, 0.24 with one mirror, 0.16 with two`),
	syncOverhead: work(
		150,
		`${onLoadedQueue}a confirm for each persistent message 0.03, less round trip and the disk’s sync`
	),
	promotionMin: fixed(120_000, 'measured: 0.12 – 0.18 s after a process crash (R26)'),
	promotionMax: fixed(180_000, 'measured: 0.12 – 0.18 s after a process crash (R26)'),
	syncMessage: work(20, 'taken as one publish of a batch without its confirm'),
	handshakeRoundTrips: fixed(
		7,
		'AMQP 0-9-1: TCP, header, start, tune, open, channel.open, declare'
	),
	heartbeat: fixed(60e6, 'documented default from 3.5.5 on'),
	netTick: fixed(60e6, 'documented default of net_ticktime'),
	quorumCommand: work(30, `${onLoadedQueue}quorum 0.42 without confirms, 65 µs for each message`),
	quorumMessage: work(10, `${onLoadedQueue}quorum, batch 10 and 100`),
	quorumEntry: work(10, `${onLoadedQueue}quorum, batch 10 and 100`),
	quorumApply: work(25, `${onLoadedQueue}quorum 0.42 without confirms, 65 µs for each message`),
	quorumConfirm: work(4, `${onLoadedQueue}quorum, streaming`),
	quorumSync: work(
		550,
		`${onLoadedQueue}quorum, a confirm for each message 0.019, less round trips, work and the disk’s sync`
	),
	electionMin: fixed(100_000, 'ra_server_proc: “short” is the broadcast time of 100 ms and …'),
	electionMax: fixed(
		600_000,
		'… up to five times that, uniform; measured pauses 0.16 – 0.6 s (R28)'
	),
	detectorPoll: fixed(5e6, 'default of raft.adaptive_failure_detector.poll_interval'),
	channelBytesPerUs: rate(
		500,
		'taken as one copy from the socket and one to the queue, 2 ns a byte'
	),
	queueConfirmTransient: work(0, `${onLoadedQueue}streaming confirms of transient messages 1.02`),
	queueLimit: work(0, 'source 3.10: the limiter is asked without a message to another process'),
	syncInterval: fixed(200_000, 'source 3.10: SYNC_INTERVAL of rabbit_amqqueue_process'),
	syncFiles: fixed(1, 'source 3.10: bodies below 4096 bytes are in the index, one file'),
	deadNodeRefusal: fixed(
		900,
		'measured: 6690 – 8273 nacks in the 6.9 s of quorum-stream-master, each an attempt to connect'
	),
	nodeDownNotice: fixed(
		44_000,
		'measured: confirms of plain-stream-other stop for 35 – 52 ms, 61 – 118 nacked at 2000/s (R25)'
	),
	queueAckMessage: work(3, 'fit on relative, consume: `multiple` every 100 is 0.87 of automatic')
};
