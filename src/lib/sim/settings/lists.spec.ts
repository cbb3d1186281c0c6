import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as activemq from './activemq';
import * as kafka from './kafka';
import * as rabbitmq from './rabbitmq';

/* The engine's enums, read from its sources, against the facade's lists: same names, same order. */

function membersOf(file: string, name: string): string[] {
	const source = readFileSync(new URL(`../../../engine/${file}`, import.meta.url), 'utf8');
	const body = new RegExp(`const enum ${name} \\{([^}]*)\\}`).exec(source)?.[1];
	if (body === undefined) throw new Error(`${file} has no const enum ${name}`);
	const bare = body.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\/\/.*/g, '');
	const members = bare.split(',').map((member) => /\w+/.exec(member)?.[0] ?? '');
	// `Count` ends some of the enums, and is none of the settings.
	return members.filter((member) => member !== '' && member !== 'Count');
}

const pascal = (names: readonly string[]): string[] =>
	names.map((name) => name.charAt(0).toUpperCase() + name.slice(1));

const lists: [file: string, name: string, names: readonly string[]][] = [
	['rabbitmq/settings.ts', 'RabbitmqBrokerSetting', rabbitmq.rabbitmqBrokerSettings],
	['rabbitmq/settings.ts', 'RabbitmqQueueSetting', rabbitmq.rabbitmqQueueSettings],
	['rabbitmq/settings.ts', 'RabbitmqProducerSetting', rabbitmq.rabbitmqProducerSettings],
	['rabbitmq/settings.ts', 'RabbitmqConsumerSetting', rabbitmq.rabbitmqConsumerSettings],
	['kafka/settings.ts', 'KafkaBrokerSetting', kafka.kafkaBrokerSettings],
	['kafka/settings.ts', 'KafkaProducerSetting', kafka.kafkaProducerSettings],
	['kafka/settings.ts', 'KafkaConsumerSetting', kafka.kafkaConsumerSettings],
	['activemq/settings.ts', 'ActivemqBrokerSetting', activemq.activemqBrokerSettings],
	['activemq/settings.ts', 'ActivemqProducerSetting', activemq.activemqProducerSettings],
	['activemq/settings.ts', 'ActivemqConsumerSetting', activemq.activemqConsumerSettings]
];

test.each(lists)('%s: %s', (file, name, names) => {
	expect(membersOf(file, name)).toEqual(pascal(names));
});
