/**
 * Named profiles: a machine and the programs on it, in microseconds and bytes. Their figures, each
 * with its source, are in `profiles/`; docs/model.md says what is simplified.
 */
import { activemqWorkstation, type ActivemqCost } from './profiles/activemq';
import { numbersOf, type Section } from './profiles/figure';
import { kafka08Workstation, kafka39Workstation, type KafkaCost } from './profiles/kafka';
import * as older from './profiles/older';
import { workstationMachine, type Machine, type MachineCost } from './profiles/machine';
import { rabbitmq310, rabbitmqHop, type RabbitmqCost, type RabbitmqHop } from './profiles/rabbitmq';

/** What a profile is made of, figures with their sources. */
export interface ProfileSources {
	about: string;
	machine: Machine;
	rabbitmq: Section<RabbitmqCost>;
	rabbitmqHop: Section<RabbitmqHop>;
	/** Kafka 0.8, and from 2.x on. */
	kafka: Section<KafkaCost>;
	kafkaLater: Section<KafkaCost>;
	activemq: Section<ActivemqCost>;
}

export interface Profile {
	name: string;
	/** One way; jitter is uniform, on top. */
	link: { latencyUs: number; jitterUs: number; bytesPerUs: number };
	disk: { syncUs: number; bytesPerUs: number };
	process: Record<Extract<MachineCost, 'socketBytes' | 'resetDelay'>, number>;
	rabbitmq: Record<RabbitmqCost, number>;
	rabbitmqHop: Record<RabbitmqHop, number>;
	/** Kafka 0.8, and from 2.x on. */
	kafka: Record<KafkaCost, number>;
	kafkaLater: Record<KafkaCost, number>;
	activemq: Record<ActivemqCost, number>;
}

function profileOf(name: string, sources: ProfileSources): Profile {
	const machine = numbersOf(sources.machine);
	return {
		name,
		link: {
			latencyUs: machine.linkLatency,
			jitterUs: machine.linkJitter,
			bytesPerUs: machine.linkBytesPerUs
		},
		disk: { syncUs: machine.diskSync, bytesPerUs: machine.diskBytesPerUs },
		process: { socketBytes: machine.socketBytes, resetDelay: machine.resetDelay },
		rabbitmq: numbersOf(sources.rabbitmq),
		rabbitmqHop: numbersOf(sources.rabbitmqHop),
		kafka: numbersOf(sources.kafka),
		kafkaLater: numbersOf(sources.kafkaLater),
		activemq: numbersOf(sources.activemq)
	};
}

export const profileSources = {
	'workstation-2024': {
		about: 'The machine of the recordings: two cores for all processes, loopback, an SSD.',
		machine: workstationMachine,
		rabbitmq: rabbitmq310,
		rabbitmqHop,
		kafka: kafka08Workstation,
		kafkaLater: kafka39Workstation,
		activemq: activemqWorkstation
	},
	'netdb-2011': older.netdb2011,
	'rabbit-2011': older.rabbit2011,
	'rabbit-2012': older.rabbit2012,
	'linkedin-2014': older.linkedin2014,
	'mqperf-2015': older.mqperf2015,
	'rabbit-2020': older.rabbit2020,
	'confluent-2020': older.confluent2020
} as const satisfies Record<string, ProfileSources>;

export type ProfileName = keyof typeof profileSources;

/** A tuple, so that schemas and types list them too. */
export const profileNames = [
	'workstation-2024',
	'netdb-2011',
	'rabbit-2011',
	'rabbit-2012',
	'linkedin-2014',
	'mqperf-2015',
	'rabbit-2020',
	'confluent-2020'
] as const satisfies readonly ProfileName[];

export const profiles = Object.fromEntries(
	profileNames.map((name) => [name, profileOf(name, profileSources[name])])
	// Made of all the names just above.
) as Record<ProfileName, Profile>;

export const workstation2024: Profile = profiles['workstation-2024'];
