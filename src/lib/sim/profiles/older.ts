/**
 * Machines and programs of published measurements (tests/truth/published.json names the rows): what
 * their authors say of the hardware, and what was fitted on their rows. A processor is given by how
 * long it takes for the work of the recording machine, whose two cores all processes shared.
 */
import type { ProfileSources } from '../profile';
import { activemqWorkstation } from './activemq';
import { fixed, rate, slower, work, type Section } from './figure';
import { kafka08Workstation, kafka39Workstation } from './kafka';
import { workstationMachine, type Machine } from './machine';
import { rabbitmq310, rabbitmqHop, type RabbitmqCost } from './rabbitmq';

const gigabit = fixed(125, 'published: 1 Gb/s');
const noJitter = fixed(5, 'chosen small: a switched network of its own');

/** What RabbitMQ before 3.0 did otherwise, on a processor that takes as long as the recordings'. */
function rabbitmq2(times: number, why: string): Section<RabbitmqCost> {
	return {
		...slower(rabbitmq310, times, why),
		queuePersist: work(
			156 * times,
			'fit on rmq12-ack-confirm-persistent: store and index, two entries'
		),
		queueDeliver: work(17.8 * times, 'fit on rmq12-auto: 44 824/s is 22 µs with the publish'),
		queueAck: work(14.8 * times, 'rmq12-ack against rmq12-auto: 9 µs more, with queueAckMessage'),
		queueConfirmTransient: work(14 * times, 'rmq12-ack-confirm against rmq12-ack: 7 µs more'),
		queueLimit: work(
			22 * times,
			'fit on rmq12-prefetch at 10 000: the limiter is a process of its own'
		),
		queueUnblock: work(
			136 * times,
			'fit on rmq12-prefetch from 1 to 10: the limiter wakes the queue'
		),
		syncInterval: fixed(25_000, 'source 2.x: SYNC_INTERVAL of rabbit_amqqueue_process'),
		syncFiles: fixed(2, 'source 2.x: bodies are in the message store, entries in the index')
	};
}

const spinning: Pick<Machine, 'diskSync' | 'diskBytesPerUs'> = {
	diskSync: fixed(8300, 'one turn of a disk at 7200/min'),
	diskBytesPerUs: fixed(100, 'taken as the sequential rate of a disk of that time')
};

export const rabbit2012: ProfileSources = {
	about: 'One machine of 2012 with its client: 2 × Xeon E5530, a spinning disk, RabbitMQ 2.8.1.',
	machine: { ...workstationMachine, ...spinning },
	rabbitmq: rabbitmq2(
		0.5,
		'eight cores, so that each process had its own; messages of a few bytes'
	),
	rabbitmqHop: {
		...rabbitmqHop,
		hop: work(175, 'fit on rmq12-prefetch 1: 416 µs for one message, its ack and the next')
	},
	kafka: slower(kafka08Workstation, 0.8, 'a core for each process'),
	kafkaLater: slower(kafka39Workstation, 0.8, 'a core for each process'),
	activemq: slower(activemqWorkstation, 0.8, 'a core for each process')
};

export const rabbit2011: ProfileSources = {
	...rabbit2012,
	about: 'One machine of 2011 with a spinning disk, RabbitMQ 2.3.',
	machine: {
		...rabbit2012.machine,
		diskSync: fixed(12_000, 'rmq11-tx1: 40 commits a second, each of two syncs')
	}
};

const core2011 = 'a 2 GHz core of 2011, eight of them: slower, but each process had its own';

export const netdb2011: ProfileSources = {
	about: 'Two machines of 2011, 8 × 2 GHz, RAID 10 of six disks, 1 Gb/s; asynchronous flush.',
	machine: {
		...workstationMachine,
		linkLatency: fixed(60, 'taken for one switch and the interrupts of that time'),
		linkJitter: noJitter,
		linkBytesPerUs: gigabit,
		diskSync: fixed(4000, 'taken for a controller with six disks'),
		diskBytesPerUs: fixed(300, 'three pairs of disks')
	},
	rabbitmq: rabbitmq2(0.6, core2011),
	rabbitmqHop: slower(rabbitmqHop, 1.2, core2011),
	kafka: {
		...slower(kafka08Workstation, 1.2, core2011),
		clientRequest: work(18, 'netdb-kafka-batch1: 50 000/s; its first protocol had no answers'),
		brokerRequest: work(16, 'netdb-kafka-batch1: the broker does not fall behind at 50 000/s'),
		consumerRecord: work(44, 'netdb-kafka-consume: 22 000/s, the cost of a very early client'),
		clientMessage: work(0.9, 'netdb-kafka-batch50: 400 000/s, less the bytes’ time on the link')
	},
	kafkaLater: slower(kafka39Workstation, 1.2, core2011),
	activemq: slower(activemqWorkstation, 2, core2011)
};

const core2014 = 'a 2.5 GHz core of 2014, six of them: slower, but each process had its own';

export const linkedin2014: ProfileSources = {
	about: 'Three brokers and three clients of 2014: 6 × 2.5 GHz, six SATA disks, 1 Gb/s.',
	machine: {
		...workstationMachine,
		linkLatency: fixed(60, 'taken for one switch and the interrupts of that time'),
		linkJitter: noJitter,
		linkBytesPerUs: gigabit,
		...spinning,
		diskBytesPerUs: fixed(600, 'six disks, each with logs of its own')
	},
	rabbitmq: slower(rabbitmq310, 0.6, core2014),
	rabbitmqHop,
	kafka: {
		...slower(kafka08Workstation, 1, core2014),
		clientMessage: work(1.2, 'li-1p-none: 821 557/s, the application’s thread'),
		followerAppend: work(520, 'fit on li-1p-sync3'),
		fetchRequest: work(215, 'fit on li-1p-sync3'),
		fetchAnswer: work(215, 'as fetchRequest')
	},
	kafkaLater: slower(kafka39Workstation, 1, core2014),
	activemq: slower(activemqWorkstation, 1, core2014)
};

const shared2015 = 'two virtual processors for all of a broker’s processes';

export const mqperf2015: ProfileSources = {
	about: 'Virtual machines of 2015, m3.large: 2 processors, an SSD, a network shared with others.',
	machine: {
		...workstationMachine,
		linkLatency: fixed(500, 'fit on mqperf15-kafka-all-1 and mqperf15-rabbit-1 together'),
		linkJitter: fixed(100, 'taken for a network shared with others'),
		linkBytesPerUs: fixed(80, 'documented as moderate, about 0.6 Gb/s'),
		diskSync: fixed(500, 'fit on mqperf15-rabbit-1'),
		diskBytesPerUs: fixed(80, 'taken for one SSD of that time')
	},
	rabbitmq: slower(rabbitmq310, 1.2, shared2015),
	rabbitmqHop: slower(rabbitmqHop, 1.2, shared2015),
	kafka: slower(kafka08Workstation, 4.5, shared2015),
	kafkaLater: slower(kafka39Workstation, 1.2, shared2015),
	activemq: slower(activemqWorkstation, 1.2, shared2015)
};

const core2020 = 'sixteen processors, so that each process had its own';

const alone = 'fit on rmq20-window-quorum; each member on a machine of its own';

const quorumAlone = {
	quorumCommand: work(6, alone),
	quorumMessage: work(3, alone),
	quorumEntry: work(3, alone),
	quorumApply: work(6, alone),
	quorumConfirm: work(1, alone),
	quorumSync: work(20, alone)
};

export const rabbit2020: ProfileSources = {
	about:
		'Three brokers of 2020: 16 virtual processors, an SSD of 10 000 operations/s, RabbitMQ 3.8.',
	machine: {
		...workstationMachine,
		linkLatency: fixed(35, 'taken for machines of one zone'),
		linkJitter: fixed(5, 'taken for machines of one zone'),
		diskSync: fixed(330, 'fit on rmq20-window-quorum at 1: two ways, and one sync beside another'),
		diskBytesPerUs: fixed(250, 'documented for such a disk')
	},
	rabbitmq: {
		...slower(rabbitmq310, 0.55, core2020),
		...quorumAlone,
		syncOverhead: work(
			300,
			'fit on rmq20-window-mirrored from 1 to 20: the file grows, its metadata too'
		),
		syncFiles: fixed(
			2,
			'fit on rmq20-window-mirrored at 1: a file that grows is synced with its metadata'
		)
	},
	rabbitmqHop: slower(rabbitmqHop, 0.55, core2020),
	kafka: slower(kafka08Workstation, 0.55, core2020),
	kafkaLater: slower(kafka39Workstation, 0.55, core2020),
	activemq: slower(activemqWorkstation, 0.55, core2020)
};

export const confluent2020: ProfileSources = {
	...rabbit2020,
	about: 'Three brokers of 2020, i3en.2xlarge: 8 processors, two NVMe disks, 25 Gb/s.',
	machine: {
		...rabbit2020.machine,
		linkBytesPerUs: fixed(3125, 'published: 25 Gb/s'),
		diskSync: fixed(100, 'taken for NVMe'),
		diskBytesPerUs: fixed(660, 'published: two disks of about 330 MB/s each')
	},
	kafkaLater: {
		...slower(kafka39Workstation, 0.55, core2020),
		brokerBytesPerUs: rate(1800, 'as kafka-3.9 on a processor of its own')
	}
};
