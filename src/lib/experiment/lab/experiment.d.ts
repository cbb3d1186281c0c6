declare module 'lab' {
	/**
	 * A length of simulated time: `'100us'`, `'1.5ms'`, `'3s'`, `'10min'`, `'1h'`. A plain number
	 * counts milliseconds.
	 */
	export type Duration =
		number | `${number}us` | `${number}ms` | `${number}s` | `${number}min` | `${number}h`;

	/** Bits or bytes per second, with the unit: `'1Gbit/s'`, `'100Mbit/s'`, `'120MB/s'`. */
	export type Bandwidth =
		`${number}Mbit/s` | `${number}Gbit/s` | `${number}kB/s` | `${number}MB/s` | `${number}GB/s`;

	/** An experiment as you write it. Whatever you leave out takes its default. */
	export type ExperimentSpec = RabbitmqExperiment | KafkaExperiment | ActivemqExperiment;

	/** A broker with all that was set for it. */
	export type BrokerSpec = RabbitmqBroker | KafkaBroker | ActivemqBroker;

	export interface RabbitmqExperiment extends ExperimentParts<'rabbitmq'> {
		/** Made by `rabbitmq(…)`. Left out: one node, one durable queue. */
		broker?: RabbitmqBroker;
	}
	export interface KafkaExperiment extends ExperimentParts<'kafka'> {
		/** Made by `kafka(…)`. */
		broker: KafkaBroker;
	}
	export interface ActivemqExperiment extends ExperimentParts<'activemq'> {
		/** Made by `activemq(…)`. */
		broker: ActivemqBroker;
	}

	/** What an experiment says beside its broker. */
	export interface ExperimentParts<Name extends keyof Clients> {
		/** Who sends. */
		producers?: Clients[Name]['producers'];
		/** Who receives. */
		consumers?: Clients[Name]['consumers'];
		/** What goes wrong and when: `crash(…)`, `powerLoss(…)`, `pause(…)`, … At most 16. */
		faults?: FaultSpec[];
		/**
		 * The luck of the run: 0 … 4294967295. The same seed gives the same run to the last event.
		 * Default 1.
		 */
		seed?: number;
		/** Simulated time after which the run ends even if messages are left. Default `'10min'`. */
		limit?: Duration;
		/** A name for the run, shown in plots that compare several. */
		label?: string;
	}

	/** Each broker's producers and consumers have settings of their own. */
	export interface Clients {
		rabbitmq: { producers: RabbitmqProducers; consumers: RabbitmqConsumers };
		kafka: { producers: KafkaProducers; consumers: KafkaConsumers };
		activemq: { producers: ActivemqProducers; consumers: ActivemqConsumers };
	}

	/** The machines and the network that a broker runs on. */
	export interface MachineSpec {
		/** The machine whose costs are simulated: 2 cores, loopback, a solid-state disk. */
		profile?:
			| 'workstation-2024'
			| 'netdb-2011'
			| 'rabbit-2011'
			| 'rabbit-2012'
			| 'linkedin-2014'
			| 'mqperf-2015'
			| 'rabbit-2020'
			| 'confluent-2020';
		/** The network between any two machines. Default: the profile's. */
		link?: { latency?: Duration; jitter?: Duration; bandwidth?: Bandwidth };
		/** The disk of each node; `sync` is one fsync. Default: the profile's. */
		disk?: { sync?: Duration; bandwidth?: Bandwidth };
	}

	/** What producers of every broker have. */
	export interface CommonProducers {
		/** Number of producers, 1 … 16, each with a connection of its own. Default 1. */
		count?: number;
		/** Messages to send, all producers together: up to 1 000 000. Default 10 000. */
		messages?: number;
		/** Messages per second, all producers together. Left out: as fast as it goes. */
		rate?: number;
		/** With a `rate`: evenly spaced, or at random times of that rate. Default `'constant'`. */
		arrivals?: 'constant' | 'poisson';
		/** Bytes in one message. Default 1000. */
		size?: number;
		/** Number of different keys; order is judged within one. Default 0: over the whole producer. */
		keys?: number;
		/** The application sends again what its client told it has failed. Default false: it stays failed. */
		retry?: boolean;
	}

	/** What consumers of every broker have. */
	export interface CommonConsumers {
		/** Number of consumers, 0 … 16. Default 1. */
		count?: number;
		/** The work for one message: a duration, or a distribution of durations. Default `'100us'`. */
		processing?: Duration | ProcessingSpec;
		/** Remember what was processed, and skip what comes again. Default false. */
		idempotent?: boolean;
	}

	export interface ProcessingSpec {
		distribution: 'constant' | 'uniform' | 'exponential' | 'lognormal';
		/** The mean duration, up to 1 min. */
		mean: Duration;
		/**
		 * 0 … 4. Uniform: half the width over the mean; lognormal: sigma of the logarithm. Default 0.5.
		 */
		spread?: number;
	}

	/**
	 * Checks an experiment and gives it back. Export it as the file's default to have it run.
	 * A wrong setting is an error at this line.
	 */
	export function experiment<Broker extends BrokerSpec = RabbitmqBroker>(
		spec: SpecFor<Broker>
	): ExperimentFor<Broker['type']>;

	/** An experiment whose clients must suit its broker. */
	export type SpecFor<Broker extends BrokerSpec> = { broker?: Broker } & ExperimentParts<
		Broker['type']
	>;

	/** The experiment with a broker of this name. */
	export type ExperimentFor<Name extends keyof Clients> = {
		rabbitmq: RabbitmqExperiment;
		kafka: KafkaExperiment;
		activemq: ActivemqExperiment;
	}[Name];
}
