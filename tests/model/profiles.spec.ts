/** The costs that the host fills in are those that the engine reads, and none comes from nowhere. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { profileNames, profiles, profileSources } from '#lib/sim';
import { activemqCosts } from '../../src/lib/sim/profiles/activemq';
import { kafkaCosts } from '../../src/lib/sim/profiles/kafka';
import { machineCosts } from '../../src/lib/sim/profiles/machine';
import { rabbitmqCosts } from '../../src/lib/sim/profiles/rabbitmq';

/** Names of an enum in the engine's source, in order, as the host writes them. */
function enumOf(path: string, name: string): string[] {
	const source = readFileSync(new URL(`../../src/engine/${path}`, import.meta.url), 'utf8');
	const body = new RegExp(`const enum ${name} \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
	const bare = body.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
	return bare
		.split(',')
		.map((entry) => entry.replace(/=.*/, '').trim())
		.filter((entry) => entry !== '')
		.map((entry) => entry.charAt(0).toLowerCase() + entry.slice(1));
}

describe('costs have the same order in the engine and outside', () => {
	it('of a machine', () => {
		expect(enumOf('world/costs.ts', 'Cost')).toEqual([...machineCosts, 'family']);
	});

	it('of RabbitMQ', () => {
		expect(enumOf('rabbitmq/costs.ts', 'RabbitmqCost')).toEqual(rabbitmqCosts);
	});
});

describe.each(profileNames)('profile %s', (name) => {
	const { about, ...sections } = profileSources[name];
	const figures = Object.entries(sections).flatMap(([section, of]) =>
		Object.entries(of).map(([cost, figure]) => ({ cost: `${section}.${cost}`, ...figure }))
	);

	it('says what it is', () => expect(about.length).toBeGreaterThan(20));

	it('has a source for every figure, and none is negative', () => {
		expect(figures.length).toBeGreaterThan(25);
		expect(figures.filter(({ source }) => source.length < 5)).toEqual([]);
		expect(figures.filter(({ value }) => !(value >= 0))).toEqual([]);
	});

	it('has a figure for every cost', () => {
		const { rabbitmq, kafka, activemq } = profiles[name];
		expect(Object.keys(rabbitmq).sort()).toEqual([...rabbitmqCosts].sort());
		expect(Object.keys(kafka).sort()).toEqual([...kafkaCosts].sort());
		expect(Object.keys(activemq).sort()).toEqual([...activemqCosts].sort());
	});
});
