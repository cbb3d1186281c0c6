import { activemqExperimentSchema } from './activemq/schema';
import { kafkaExperimentSchema } from './kafka/schema';
import { rabbitmqExperimentSchema, rabbitmqNotSimulated } from './rabbitmq/schema';

/*
 * Names that are right, but elsewhere. A learner who copies a Kafka setting into a RabbitMQ
 * experiment should hear that it belongs to Kafka, not that it does not exist. Which names there
 * are is read from the schemas themselves.
 */

export type BrokerType = 'rabbitmq' | 'kafka' | 'activemq';

/** The brokers, in the order in which people list them. */
export const brokers: Readonly<Record<BrokerType, Broker>> = {
	rabbitmq: {
		name: 'RabbitMQ',
		schema: rabbitmqExperimentSchema,
		/** Paths, or `path=value`, of what the real broker has and the simulator has not. */
		notSimulated: rabbitmqNotSimulated
	},
	kafka: { name: 'Kafka', schema: kafkaExperimentSchema, notSimulated: [] },
	activemq: { name: 'ActiveMQ', schema: activemqExperimentSchema, notSimulated: [] }
};

interface Broker {
	/** As people write it. */
	name: string;
	schema: object;
	notSimulated: readonly string[];
}

const brokerTypes = Object.keys(brokers) as BrokerType[]; // the keys just written

export interface SettingHome {
	/** The broker's name, as people write it. */
	broker: string;
	/** The whole path of the setting there. */
	path: string;
}

/** Where other brokers have a setting of this name, in this section of the experiment. */
export function homesElsewhere(path: string, own: BrokerType): SettingHome[] {
	return brokerTypes
		.filter((type) => type !== own)
		.flatMap((type) => {
			const home = pathNamed(path, pathsOf(type));
			return home ? [{ broker: brokers[type].name, path: home }] : [];
		});
}

/** Where this broker itself has a setting of exactly this name, in whatever section. */
export function homeOfOwn(path: string, own: BrokerType): string | null {
	const name = path.split('.').at(-1) ?? '';
	return pathsOf(own).find((known) => lastOf(known) === name) ?? null;
}

/** Kafka's clients write `linger.ms`, its JavaScript ones `lingerMs`; here units are in the value. */
const unitForm = /(\.ms|Ms|_ms)$/;

function pathNamed(path: string, paths: readonly string[]): string | undefined {
	const [section = ''] = path.split('.');
	const name = lastOf(path).replace(unitForm, '');
	const inSection = paths.filter((known) => known.startsWith(`${section}.`));
	return inSection.find((known) => lastOf(known) === name);
}

const lastOf = (path: string): string => path.split('.').at(-1) ?? '';

const known = new Map<BrokerType, readonly string[]>();

function pathsOf(type: BrokerType): readonly string[] {
	const paths = known.get(type) ?? pathsIn(brokers[type].schema, '');
	known.set(type, paths);
	return paths;
}

/** Sections are strict objects, perhaps optional ones; everything else is a setting. */
function pathsIn(schema: object, base: string): string[] {
	if ('wrapped' in schema && isObject(schema.wrapped)) return pathsIn(schema.wrapped, base);
	if (!('entries' in schema) || !isObject(schema.entries)) return [];
	return Object.entries(schema.entries).flatMap(([name, entry]) => {
		const path = base ? `${base}.${name}` : name;
		return [path, ...(isObject(entry) ? pathsIn(entry, path) : [])];
	});
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
