/**
 * Kafka's costs, of 0.8.2 and of 3.x. `relative` are the tables of relative costs recorded on two
 * cores that held all brokers and the client, over loopback, 100 B messages (their units are 18 600
 * and 850 000 messages/s); `side-by-side` is tests/truth/side-by-side.json, 1000 B; `recorded` are
 * tests/truth/kafka-0.8.json and kafka-3.9.json.
 */
import { fixed, rate, work, type Section } from './figure';

/** Order is the engine's number; `kafka/costs.ts` holds the same list. Times in µs. */
export const kafkaCosts = [
	/** Application's thread: make, serialise and hand over one message. */
	'clientMessage',
	/** What the queue between the two threads of 0.8's asynchronous producer adds per message. */
	'clientQueue',
	/** Sending thread: one request, its bytes; one answer. */
	'clientRequest',
	'clientBytesPerUs',
	'clientAnswer',
	/** Broker: one produce request with its answer, and what each message and byte of it adds. */
	'brokerRequest',
	'brokerMessage',
	'brokerBytesPerUs',
	/** Leader: one fetch request of a follower; its answer, and the bytes by sendfile. */
	'fetchRequest',
	'fetchAnswer',
	'fetchBytesPerUs',
	/** Follower: append what one fetch brought, and its bytes. */
	'followerAppend',
	'followerBytesPerUs',
	/** A metadata request from the client's side, beside the link. */
	'metadata',
	/** Opening a connection, beside one round trip. */
	'connect',
	/** ZooKeeper: a write through its quorum, a read; its tick, to which session ends are rounded. */
	'zookeeperWrite',
	'zookeeperRead',
	'zookeeperTick',
	/** KRaft: the controller's log takes a record. */
	'controllerWrite',
	/** Controller: from noticing a change until the first election; each partition's election. */
	'electionStart',
	'electionPartition',
	/** ZooKeeper only: the next controller is elected and has read the cluster's state. */
	'controllerFailover',
	/** Controlled shutdown: how much later the old leader learns of it than the new one. */
	'movePartition',
	'demotionLag',
	/** A leader that learns it is none any more answers nobody for so long. */
	'demotion',
	/** Controlled shutdown: from the last move of a leader until the process has ended. */
	'shutdown',
	/** What a killed process takes to let go of its connections, beside the machine's own delay. */
	'processExit',
	/** A broker's process starts and reads its logs. */
	'boot',
	/** Old data in the page cache is written back by the system after so long. */
	'writeBack',
	// consumers
	/**
	 * 0.8: to end a consumer's fetchers; what its process takes, once it has registered, before it
	 * looks at the other members for the first time, and before it fetches for the first time.
	 */
	'fetcherStop',
	'consumerStart',
	/** Consumer's thread: one fetch answer; its bytes; one poll; one record of it. */
	'consumerFetch',
	'consumerBytesPerUs',
	'consumerPoll',
	'consumerRecord',
	/** Broker: one fetch request of a consumer; one request about a group; one offset commit. */
	'consumerFetchRequest',
	'groupRequest',
	'offsetCommit'
] as const;
export type KafkaCost = (typeof kafkaCosts)[number];

const sharedCores = 'the recording machine ran all brokers on its two cores';

/** 0.8.2.2 with ZooKeeper 3.4.6. */
export const kafka08Workstation: Section<KafkaCost> = {
	clientMessage: work(0.1, 'fit on relative: 10 to 200 messages per request, acks 0'),
	clientQueue: work(0.4, 'fit on relative: asynchronous 200 against synchronous lists of 200'),
	clientRequest: work(50, 'relative: one message per request, acks 0, 18 600/s is 54 µs'),
	clientBytesPerUs: rate(350, 'fit on side-by-side: 190 000/s of 1 KB, on relative: 50 × of 100 B'),
	clientAnswer: work(10, 'fit on relative: acks 1 against acks 0, with brokerRequest'),
	brokerRequest: work(35, 'relative: acks 1 one by one 0.40 is 134 µs, less client and round trip'),
	brokerMessage: work(0.1, 'fit on relative: lists of 200 with acks 1'),
	brokerBytesPerUs: rate(400, 'fit on side-by-side: asynchronous with acks 1, 107 000/s of 1 KB'),
	fetchRequest: work(
		40,
		`fit on relative: acks 1, three replicas 0.24 against 0.40; ${sharedCores}`
	),
	fetchAnswer: work(40, 'as fetchRequest'),
	fetchBytesPerUs: rate(1000, 'sendfile, no copy through the process: taken as memory to loopback'),
	followerAppend: work(60, 'fit on relative: acks −1, three replicas 0.12'),
	followerBytesPerUs: rate(400, 'as brokerBytesPerUs: the follower checks the same bytes'),
	metadata: fixed(
		15_000,
		'recorded P1, P2: four tries of 100 ms back-off take 0.45–0.47 s: a new connection each'
	),
	connect: fixed(300, 'chosen: accept and first selection of the socket'),
	zookeeperWrite: fixed(3000, 'K19: an offset per message caps a consumer at a few hundred/s'),
	zookeeperRead: fixed(500, 'a read is answered from memory by any server'),
	zookeeperTick: fixed(500_000, 'recorded: tickTime=500'),
	controllerWrite: fixed(3000, 'KRaft only'),
	electionStart: fixed(100_000, 'recorded P6: 0.10–0.31 s from SIGTERM to the new leader'),
	electionPartition: fixed(150, 'recorded P6: 101 partitions within 12–18 ms (K7)'),
	controllerFailover: fixed(300_000, 'recorded P6: 5.6–6.0 s where others took 4.7–6.7 s (K7)'),
	movePartition: fixed(
		2700,
		'recorded P6: SIGTERM, 101 partitions: the first after 103 ms, the last after 376'
	),
	demotionLag: fixed(15_000, 'recorded P6 and K8: 0–14 lost at 500/s, 9–134 at 2000/s'),
	demotion: fixed(0, '3.x only; 0.8’s pause of 0.2–0.3 s is the controller’s'),
	shutdown: fixed(950_000, 'recorded P6: the process ended 0.96–1.4 s after SIGTERM'),
	processExit: fixed(0, 'what is recorded of 0.8 does not tell it from the machine’s delay'),
	boot: fixed(1_600_000, 'recorded: rejoinMs 1558–2212'),
	writeBack: fixed(30_000_000, 'Linux: vm.dirty_expire_centisecs 3000'),
	fetcherStop: fixed(
		30_000,
		'recorded C2: to close a consumer took 52–176 ms; less its commits and the end of its session'
	),
	consumerStart: fixed(
		300_000,
		'recorded C2: who came found every partition given back; C1b: 0.5–0.7 s after the session of a dead one the next had its first message'
	),
	consumerFetch: work(60, 'as the answer and the next request of a producer'),
	consumerBytesPerUs: rate(1000, 'as the producer: the same bytes are copied and checked'),
	consumerPoll: work(10, 'chosen small beside a fetch'),
	consumerRecord: work(
		0.05,
		'fit on relative, consume: 500 per poll 3.1 × 850 000/s, 0.38 µs for a record of 110 B with its part of the fetch'
	),
	consumerFetchRequest: work(60, 'as fetchRequest, of one partition'),
	groupRequest: work(200, 'chosen: a request about a group is handled in memory'),
	offsetCommit: work(1000, 'fit on relative, consume: a commit per message 0.0007 is 1.7 ms')
};

/** 3.9.1 with KRaft. */
export const kafka39Workstation: Section<KafkaCost> = {
	...kafka08Workstation,
	clientMessage: work(1.1, 'relative: 850 000/s at 16 KiB and no more at 64 KiB: the application'),
	clientQueue: work(0, '0.8 only'),
	clientRequest: work(70, 'relative: send().get() with acks 0, 0.015 is 78 µs'),
	clientBytesPerUs: rate(2000, 'fit on relative: 64 KiB batches cost the sender no more'),
	metadata: fixed(1000, 'over a connection that is open; chosen'),
	clientAnswer: work(35, 'fit on relative: send().get() with acks 1, 0.005 is 235 µs'),
	brokerRequest: work(140, 'fit on relative: a message per request 0.005, 1 KiB 0.065'),
	brokerMessage: work(0.01, 'batches of this format are checked as a whole'),
	brokerBytesPerUs: rate(1000, 'fit on relative: one request in flight 0.52'),
	fetchRequest: work(85, `fit on relative: three replicas, acks 1 0.35; ${sharedCores}`),
	fetchAnswer: work(85, 'as fetchRequest'),
	followerAppend: work(100, 'fit on relative: three replicas, acks all 0.20'),
	followerBytesPerUs: rate(1000, 'as brokerBytesPerUs'),
	movePartition: fixed(150, 'as electionPartition: one record each in the controller’s log'),
	electionStart: fixed(20_000, 'recorded P5: the new leader serves soon after the session ends'),
	demotionLag: fixed(30_000, 'recorded (K8): 9–134 lost at 2000/s'),
	demotion: fixed(
		150_000,
		'recorded P5: a pause of 0.25–1.4 s of which 0.1 s is back-off, five requests in flight (K8)'
	),
	processExit: fixed(
		15_000,
		'recorded P1: five batches with a linger of 5 ms are in flight at every reset'
	),
	boot: fixed(3_000_000, 'recorded: brokerBootMs 2610–11529 on a busy machine')
};
