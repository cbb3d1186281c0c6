import type { Problem } from '#lib/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLineLimits } from './limits';
import { toExperiment, toSetup } from './to-experiment';

function problemsOf(spec: unknown): Problem[] {
	const result = toExperiment(spec);
	return result.ok ? [] : result.problems;
}

function onlyProblem(spec: unknown): Problem {
	const problems = problemsOf(spec);
	expect(problems).toHaveLength(1);
	return problems[0] ?? { code: '', text: '' };
}

function valid(spec: unknown) {
	const result = toExperiment(spec);
	if (!result.ok) throw new Error(result.problems.map(({ text }) => text).join('\n'));
	return result.value;
}

describe('defaults', () => {
	it('are those of RabbitMQ and AMQP', () => {
		expect(valid({})).toMatchObject({
			broker: {
				type: 'rabbitmq',
				version: '3.10',
				nodes: 1,
				queues: 1,
				queue: {
					kind: 'classic',
					durable: true,
					mirrors: 0,
					syncMode: 'manual',
					promoteOnFailure: 'always'
				},
				exchange: { type: 'default', bindings: [] },
				heartbeatUs: 60_000_000,
				netTickUs: 60_000_000,
				partitionHandling: 'ignore',
				restartUs: 5_000_000
			},
			producers: {
				count: 1,
				messages: 10_000,
				rate: null,
				arrivals: 'constant',
				sizeBytes: 1_000,
				delivery: 'transient',
				ack: 'none',
				batch: 1,
				window: null,
				retry: false,
				keys: 0,
				routingKeys: ['orders'],
				connectTo: 'rabbit-1'
			},
			consumers: {
				count: 1,
				ack: 'manual',
				prefetch: 0,
				ackEvery: 1,
				processing: { kind: 'constant', meanUs: 100, spread: 0 },
				idempotent: false,
				connectTo: 'rabbit-1'
			},
			faults: [],
			seed: 1,
			limitUs: 600_000_000,
			label: ''
		});
	});

	it('let mirrors decide the kind and the number of nodes', () => {
		const { broker } = valid({ broker: { type: 'rabbitmq', queue: { mirrors: 2 } } });
		expect(broker).toMatchObject({ nodes: 3, queue: { kind: 'mirrored', mirrors: 2 } });
	});

	it('give a mirrored queue one mirror', () => {
		const { broker } = valid({ broker: { type: 'rabbitmq', queue: { kind: 'mirrored' } } });
		expect(broker).toMatchObject({ nodes: 2, queue: { kind: 'mirrored', mirrors: 1 } });
	});

	it('bind every queue to what it could get', () => {
		const bindings = (type: string) => {
			const { broker } = valid({ broker: { type: 'rabbitmq', queues: 2, exchange: { type } } });
			return broker.type === 'rabbitmq' ? broker.exchange.bindings : [];
		};
		expect(bindings('fanout')).toMatchObject([
			{ queue: 'orders', key: '' },
			{ queue: 'orders-2', key: '' }
		]);
		expect(bindings('direct').map(({ key }) => key)).toEqual(['orders', 'orders-2']);
		expect(bindings('topic').map(({ key }) => key)).toEqual(['#', '#']);
	});

	it('survive a copy through JSON', () => {
		const experiment = valid({
			faults: [{ kind: 'crash', target: 'leader', at: '1s' }],
			consumers: { processing: { distribution: 'lognormal', mean: '2ms' } }
		});
		expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
		expect(experiment.faults[0]?.durationUs).toBeNull();
		expect(experiment.consumers.processing).toEqual({
			kind: 'lognormal',
			meanUs: 2_000,
			spread: 0.5
		});
	});
});

const rabbit = (settings: object) => ({ broker: { type: 'rabbitmq', ...settings } });
const crash = { kind: 'crash', target: 'rabbit-1', at: '1s' };

describe('one wrong setting', () => {
	const cases: [string, unknown, Partial<Problem>][] = [
		['an unknown name', { producer: {} }, { code: 'setting-unknown', path: 'producer' }],
		['a name in a section', { producers: { bach: 1 } }, { path: 'producers.bach' }],
		[
			'a name that is like no other',
			{ broker: { type: 'kafka', topic: { compaction: true } } },
			{
				path: 'broker.topic.compaction',
				allowed: 'partitions, replicationFactor, minInsyncReplicas, uncleanLeaderElection, flush'
			}
		],
		['a name deep down', rabbit({ queue: { mirors: 1 } }), { path: 'broker.queue.mirors' }],
		[
			'a text for a number',
			{ producers: { batch: 'many' } },
			{ code: 'setting-wrong', path: 'producers.batch', value: "'many'" }
		],
		['a fraction', { producers: { messages: 1.5 } }, { path: 'producers.messages', value: '1.5' }],
		['NaN', { producers: { messages: Number.NaN } }, { value: 'NaN' }],
		['a negative number', { consumers: { prefetch: -1 } }, { path: 'consumers.prefetch' }],
		['too many messages', { producers: { messages: 1e9 } }, { path: 'producers.messages' }],
		['too many nodes', rabbit({ nodes: 8 }), { path: 'broker.nodes', value: '8' }],
		['a choice', { producers: { ack: 'confirms' } }, { path: 'producers.ack' }],
		['a flag', { producers: { retry: 'yes' } }, { allowed: 'true or false' }],
		['a duration without unit', { limit: '10' }, { path: 'limit', value: "'10'" }],
		['a duration out of bounds', { limit: '2h' }, { path: 'limit', value: "'2h'" }],
		['a bandwidth', rabbit({ link: { bandwidth: '1 Gb' } }), { path: 'broker.link.bandwidth' }],
		['no section', { producers: 5 }, { path: 'producers', value: '5' }],
		['no experiment', 'hello', { path: 'experiment', value: "'hello'" }],
		['null', null, { path: 'experiment', value: 'null' }],
		['a function', { producers: () => 1 }, { path: 'producers', value: 'a function' }],
		['another broker', { broker: { type: 'pulsar' } }, { path: 'broker.type' }],
		['no broker type', { broker: {} }, { code: 'setting-missing', path: 'broker.type' }],
		['faults that are no list', { faults: crash }, { path: 'faults' }],
		['an unknown fault', { faults: [{ kind: 'fire' }] }, { path: 'faults.0.kind' }],
		['a fault without end', { faults: [{ ...crash, kind: 'pause' }] }, { path: 'faults.0.for' }],
		[
			'work without a mean',
			{ consumers: { processing: { distribution: 'uniform' } } },
			{
				code: 'setting-missing',
				path: 'consumers.processing.mean',
				allowed: expect.stringContaining('a duration from')
			}
		],
		['an empty list of keys', { producers: { routingKeys: [] } }, { value: '[]' }],
		[
			'a value for later',
			rabbit({ exchange: { type: 'x-consistent-hash' } }),
			{ code: 'setting-not-simulated', value: "'x-consistent-hash'" }
		],
		[
			'transactions at a quorum queue',
			{ ...rabbit({ queue: { kind: 'quorum' } }), producers: { ack: 'transaction' } },
			{ code: 'setting-not-of-quorum', path: 'producers.ack' }
		],
		[
			'priorities of a quorum queue',
			rabbit({ queue: { kind: 'quorum', maxPriority: 5 } }),
			{ code: 'setting-not-of-quorum', path: 'broker.queue.maxPriority', value: '5' }
		],
		[
			'refusals with dead letters of a quorum queue',
			rabbit({ queue: { kind: 'quorum', maxLength: 5, overflow: 'reject-publish-dlx' } }),
			{ code: 'setting-not-of-quorum', path: 'broker.queue.overflow' }
		],
		[
			'a quorum queue that goes when unused',
			rabbit({ queue: { kind: 'quorum', expires: '5s' } }),
			{ code: 'setting-not-simulated', path: 'broker.queue.expires' }
		],
		[
			'one prefetch for all consumers of a quorum queue',
			{ ...rabbit({ queue: { kind: 'quorum' } }), consumers: { prefetchGlobal: true } },
			{ code: 'setting-not-of-quorum', path: 'consumers.prefetchGlobal' }
		],
		[
			'more members than nodes',
			rabbit({ nodes: 3, queue: { kind: 'quorum', groupSize: 5 } }),
			{ code: 'setting-group-needs-nodes', value: '5' }
		],
		[
			'a delivery limit without a quorum queue',
			rabbit({ queue: { deliveryLimit: 5 } }),
			{ code: 'setting-needs-quorum', path: 'broker.queue.deliveryLimit' }
		],
		[
			'a setting for later',
			rabbit({ queue: { deadLetterStrategy: 'at-least-once' } }),
			{ code: 'setting-not-simulated', path: 'broker.queue.deadLetterStrategy' }
		]
	];

	it.each(cases)('%s', (_, spec, expected) => {
		const problem = onlyProblem(spec);
		expect(problem).toMatchObject(expected);
		expect(problem.text).toContain(problem.path);
	});

	it('names the value and what is allowed', () => {
		const { text } = onlyProblem({ producers: { ack: 'confirms' } });
		expect(text).toContain("'confirms'");
		expect(text).toContain("'none', 'confirm', 'transaction'");
	});

	it('suggests the nearest name, and none where none is near', () => {
		expect(onlyProblem({ producers: { colour: 1 } }).text).not.toContain('Did you mean');
		expect(onlyProblem({ producers: { prefetch: 1 } }).text).toContain('consumers.prefetch?');
		expect(onlyProblem({ consumers: { prefech: 1 } }).text).toContain('consumers.prefetch?');
	});

	it.each([
		['producers', 'acks', 'Kafka'],
		['producers', 'lingerMs', 'Kafka'],
		['producers', 'transacted', 'ActiveMQ'],
		['consumers', 'acknowledgeMode', 'ActiveMQ'],
		['consumers', 'maxPollRecords', 'Kafka']
	])('says that %s.%s belongs to %s', (section, name, broker) => {
		const problem = onlyProblem({ [section]: { [name]: 1 } });
		expect(problem.code).toBe('setting-of-other-broker');
		expect(problem.text).toContain(broker);
	});
});

describe('settings that exclude each other', () => {
	const cases: [string, unknown, Partial<Problem>][] = [
		[
			'batch and window',
			{ producers: { ack: 'confirm', batch: 10, window: 10 } },
			{ code: 'setting-batch-with-window' }
		],
		[
			'a window without confirms',
			{ producers: { window: 10 } },
			{ code: 'setting-window-without-confirm', value: "'none'" }
		],
		[
			'as many mirrors as nodes',
			rabbit({ nodes: 2, queue: { mirrors: 2 } }),
			{ code: 'setting-mirrors-need-nodes' }
		],
		[
			'a classic queue with mirrors',
			rabbit({ queue: { kind: 'classic', mirrors: 1 } }),
			{ code: 'setting-mirrors-of-classic' }
		],
		[
			'a mirrored queue without',
			rabbit({ queue: { kind: 'mirrored', mirrors: 0 } }),
			{ code: 'setting-mirrored-without-mirrors' }
		],
		[
			'a node that is not there',
			{ producers: { connectTo: 'rabbit-2' } },
			{ code: 'setting-no-such-name', path: 'producers.connectTo' }
		],
		[
			'a queue that is not there',
			rabbit({ exchange: { type: 'direct', bindings: [{ queue: 'mine' }] } }),
			{ code: 'setting-no-such-name', path: 'broker.exchange.bindings.0.queue' }
		],
		[
			'more producers than messages',
			{ producers: { count: 4, messages: 3 } },
			{ code: 'setting-producers-idle' }
		],
		[
			'a target that is not there',
			{ faults: [{ ...crash, target: 'consumer-2' }] },
			{ code: 'setting-no-such-name', path: 'faults.0.target' }
		],
		[
			'a client without consumers',
			{ consumers: { count: 0 }, faults: [{ ...crash, target: 'consumer' }] },
			{ code: 'setting-no-such-name' }
		],
		[
			'a power loss of a client',
			{ faults: [{ ...crash, kind: 'powerLoss', target: 'producer' }] },
			{ code: 'setting-no-such-name' }
		],
		[
			'a cut of a node',
			{ faults: [{ kind: 'cut', target: 'rabbit-1', at: '1s' }] },
			{ code: 'setting-no-such-name' }
		],
		[
			'a fault that says no time',
			{ faults: [{ kind: 'crash', target: 'leader' }] },
			{ code: 'setting-fault-time' }
		],
		[
			'a fault that says two times',
			{ faults: [{ ...crash, afterProcessed: 5 }] },
			{ code: 'setting-fault-time' }
		],
		[
			'a partition of nobody',
			{ faults: [{ kind: 'partition', nodes: [], at: '1s', for: '1s' }] },
			{ code: 'setting-partition-empty' }
		],
		[
			'a node on both sides',
			{ faults: [{ kind: 'partition', nodes: ['rabbit-1', 'rabbit-1'], at: '1s', for: '1s' }] },
			{ code: 'setting-partition-twice' }
		],
		[
			'two partitions at once',
			{
				faults: [
					{ kind: 'partition', nodes: ['rabbit-1'], at: '1s', for: '2s' },
					{ kind: 'partition', nodes: ['rabbit-1'], at: '2s', for: '2s' }
				]
			},
			{ code: 'setting-partitions-overlap', path: 'faults.1' }
		],
		[
			'clients on both sides of another broker’s partition',
			{
				broker: { type: 'kafka', nodes: 3 },
				faults: [{ kind: 'partition', nodes: ['kafka-1'], clients: 'divided', at: '1s', for: '2s' }]
			},
			{ code: 'setting-not-simulated', path: 'faults.0.clients', value: 'divided' }
		]
	];

	it.each(cases)('%s', (_, spec, expected) => {
		expect(onlyProblem(spec)).toMatchObject(expected);
	});

	it('but what only does nothing, or teaches by stalling, is allowed', () => {
		expect(problemsOf({ producers: { ack: 'none', batch: 100 } })).toEqual([]);
		expect(problemsOf({ consumers: { prefetch: 10, ackEvery: 100 } })).toEqual([]);
		expect(problemsOf({ consumers: { ack: 'automatic', prefetch: 10 } })).toEqual([]);
		expect(problemsOf({ faults: [crash, { ...crash, at: '2s' }] })).toEqual([]);
	});

	it('allows a terminal more messages than a page', () => {
		const spec = { producers: { messages: 5_000_000 } };
		expect(toExperiment(spec).ok).toBe(false);
		expect(toExperiment(spec, commandLineLimits).ok).toBe(true);
	});
});

describe('any value at all', () => {
	it('gives an experiment or problems with a text, and never throws', () => {
		const name = fc.constantFrom(
			'broker',
			'producers',
			'consumers',
			'faults',
			'seed',
			'x',
			'__proto__'
		);
		const spec = fc.oneof(
			fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
			fc.dictionary(name, fc.jsonValue()),
			fc.record({ faults: fc.array(fc.record({ kind: fc.string(), at: fc.jsonValue() })) })
		);
		fc.assert(
			fc.property(spec, (value) => {
				const result = toExperiment(value);
				if (result.ok) return;
				expect(result.problems.length).toBeGreaterThan(0);
				for (const problem of result.problems) {
					expect(problem.code).toMatch(/^setting-/);
					expect(problem.text.length).toBeLessThan(600);
				}
			}),
			{ numRuns: 500 }
		);
	});

	it('accepts every combination of allowed producer settings that do not conflict', () => {
		const producers = fc.record(
			{
				count: fc.integer({ min: 1, max: 16 }),
				messages: fc.integer({ min: 16, max: 1_000_000 }),
				rate: fc.integer({ min: 1, max: 1_000_000 }),
				ack: fc.constantFrom('none', 'confirm', 'transaction'),
				batch: fc.integer({ min: 1, max: 100_000 }),
				keys: fc.nat(1_000)
			},
			{ requiredKeys: [] }
		);
		fc.assert(
			fc.property(producers, (settings) => {
				expect(problemsOf({ producers: settings })).toEqual([]);
			})
		);
	});
});

describe('toSetup', () => {
	it('shares messages and rate out among the producers', () => {
		const setup = toSetup(valid({ producers: { count: 3, messages: 100, rate: 300 } }));
		expect(setup.producers.map(({ messages }) => messages)).toEqual([34, 33, 33]);
		expect(setup.producers.map(({ rate }) => rate)).toEqual([100, 100, 100]);
	});

	it('spreads consumers over the queues', () => {
		const spec = { ...rabbit({ queues: 2 }), consumers: { count: 3 } };
		expect(toSetup(valid(spec)).consumers).toMatchObject([
			{ queue: 0 },
			{ queue: 1 },
			{ queue: 0 }
		]);
	});

	it('turns names into numbers and "never" into infinity', () => {
		const faults = [
			crash,
			{ kind: 'crash', target: 'leader', afterAttempted: 5, restartAfter: '2s' },
			{ kind: 'cut', target: 'producer', at: 1 },
			{ kind: 'partition', nodes: ['rabbit-2', 'rabbit-3'], at: '1s', for: '1s' }
		];
		const setup = toSetup(valid({ ...rabbit({ nodes: 3 }), faults }), 7);
		expect(setup.seed).toBe(7);
		expect(setup.faults).toMatchObject([
			{
				kind: 'crash',
				target: { kind: 'node', index: 0 },
				when: { atUs: 1_000_000 },
				durationUs: Infinity,
				others: []
			},
			{
				kind: 'crash',
				target: { kind: 'leader', index: 0 },
				when: { afterAttempted: 5 },
				durationUs: 2_000_000,
				others: []
			},
			{
				kind: 'cut',
				target: { kind: 'producer', index: 0 },
				when: { atUs: 1_000 },
				durationUs: 0,
				others: []
			},
			{
				kind: 'partition',
				target: { kind: 'node', index: 1 },
				when: { atUs: 1_000_000 },
				durationUs: 1_000_000,
				others: [1, 2],
				clients: 'outside'
			}
		]);
	});
});
