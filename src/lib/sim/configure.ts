import { addConsumer, addProducer, setCosts, writeSettings } from './configure-clients';
import type { EngineExports } from './exports';
import { families, partitionClients, targets } from './layout';
import { activemqCosts } from './profiles/activemq';
import { kafkaCosts } from './profiles/kafka';
import { machineCosts } from './profiles/machine';
import { configureRabbitmq } from './rabbitmq/configure';
import { faultKinds } from './result';
import {
	activemqBrokerSettings,
	activemqConsumerSettings,
	activemqProducerSettings
} from './settings/activemq';
import {
	kafkaBrokerSettings,
	kafkaConsumerSettings,
	kafkaProducerSettings
} from './settings/kafka';
import type { FaultSetup, FaultTime, NumberedSetup, Setup } from './setup';

/** Carries a setup into a fresh instance. The caller has validated it; the engine asserts. */
export function configure(engine: EngineExports, setup: Setup): void {
	const family = families.indexOf(setup.broker);
	engine.createWorld(setup.seed, family, setup.nodes, setup.messages, setup.traceMessage);
	setMachineCosts(engine, setup);
	switch (setup.broker) {
		case 'rabbitmq':
			configureRabbitmq(engine, setup);
			break;
		case 'kafka':
			// Two generations of the programs: 0.8, and what came after it.
			configureNumbered(
				engine,
				setup,
				kafkaLists,
				setup.settings.era === 0 ? setup.profile.kafka : setup.profile.kafkaLater
			);
			break;
		case 'activemq':
			configureNumbered(engine, setup, activemqLists, setup.profile.activemq);
			break;
	}
	for (const fault of setup.faults) addFault(engine, fault);
}

const kafkaLists = {
	costs: kafkaCosts,
	broker: kafkaBrokerSettings,
	producer: kafkaProducerSettings,
	consumer: kafkaConsumerSettings
};
const activemqLists = {
	costs: activemqCosts,
	broker: activemqBrokerSettings,
	producer: activemqProducerSettings,
	consumer: activemqConsumerSettings
};

interface Lists<C extends string, B extends string, P extends string, S extends string> {
	costs: readonly C[];
	broker: readonly B[];
	producer: readonly P[];
	consumer: readonly S[];
}

/** The order is fixed: costs, the broker, then its clients, each after its settings. */
function configureNumbered<C extends string, B extends string, P extends string, S extends string>(
	engine: EngineExports,
	setup: NumberedSetup<string, B, P, S>,
	lists: Lists<C, B, P, S>,
	costs: Record<C, number>
): void {
	setCosts(engine, machineCosts.length, lists.costs, costs);
	writeSettings(engine, lists.broker, setup.settings);
	engine.configureBroker();
	for (const producer of setup.producers) {
		writeSettings(engine, lists.producer, producer.settings);
		addProducer(engine, producer);
	}
	for (const consumer of setup.consumers) {
		writeSettings(engine, lists.consumer, consumer.settings);
		addConsumer(engine, consumer);
	}
}

function setMachineCosts(engine: EngineExports, { profile, broker }: Setup): void {
	const { link, disk, process } = profile;
	const { hop, hopJitter } = broker === 'rabbitmq' ? profile.rabbitmqHop : { hop: 0, hopJitter: 0 };
	setCosts(engine, 0, machineCosts, {
		linkLatency: link.latencyUs + hop,
		linkJitter: link.jitterUs + hopJitter,
		linkBytesPerUs: link.bytesPerUs,
		diskSync: disk.syncUs,
		diskBytesPerUs: disk.bytesPerUs,
		...process
	});
}

function addFault(engine: EngineExports, fault: FaultSetup): void {
	const { trigger, threshold, latestUs = threshold } = timeOf(fault.when);
	const side = fault.others.reduce((mask, node) => mask | (1 << node), 0);
	engine.addFault(
		faultKinds.indexOf(fault.kind),
		targets.indexOf(fault.target.kind),
		fault.target.index,
		trigger,
		threshold,
		fault.durationUs,
		side,
		latestUs,
		fault.factor ?? 1,
		fault.latencyUs ?? 0,
		fault.loss ?? 0,
		partitionClients.indexOf(fault.clients ?? 'outside')
	);
}

/** `Trigger` in `scenario/faults.ts`, and what it waits for. */
function timeOf(when: FaultTime): { trigger: number; threshold: number; latestUs?: number } {
	if ('atUs' in when) return { trigger: 0, threshold: when.atUs };
	if ('betweenUs' in when) {
		const [threshold, latestUs] = when.betweenUs;
		return { trigger: 0, threshold, latestUs };
	}
	if ('afterAttempted' in when) return { trigger: 1, threshold: when.afterAttempted };
	if ('afterProcessed' in when) return { trigger: 2, threshold: when.afterProcessed };
	return { trigger: 3, threshold: when.whileProcessing };
}
