/** Each kind of fault, each time at which it can strike and each target changes something. */
import { describe, expect, it } from 'vitest';
import { toExperiment, toSetup } from '#lib/experiment';
import { simulate, type SimulationResult } from '#lib/sim';
import { engine } from './setups';

function run(spec: unknown): SimulationResult {
	const experiment = toExperiment(spec);
	if (!experiment.ok) throw new Error(experiment.problems.map(({ text }) => text).join('\n'));
	return simulate(engine, toSetup(experiment.value));
}

const persistent = { delivery: 'persistent', ack: 'confirm', window: 100, retry: true };
const load = { messages: 2_000, rate: 2_000 };
/** One confirmed, persistent stream on each broker. */
const brokers = {
	rabbitmq: { broker: { type: 'rabbitmq' }, producers: { ...load, ...persistent } },
	kafka: {
		broker: { type: 'kafka', topic: { flush: 'message' } },
		producers: { ...load, acks: 'all' }
	},
	activemq: { broker: { type: 'activemq' }, producers: load }
};
const names = ['rabbitmq', 'kafka', 'activemq'] as const;

/** The node and the broker's own leader, so that both names are tried. */
const wear = { at: '300ms', for: '400ms' };
const confirmMs = ({ confirmLatencyMs }: SimulationResult): number => confirmLatencyMs?.max ?? 0;

describe('a link has two ends', () => {
	const replicated = {
		rabbitmq: {
			broker: { type: 'rabbitmq', nodes: 3, queue: { kind: 'quorum' } },
			producers: { ...load, ...persistent }
		},
		kafka: {
			broker: { type: 'kafka', nodes: 3, topic: { replicationFactor: 3 } },
			producers: { ...load, acks: 'all' }
		}
	};

	it.each([
		['rabbitmq', 'rabbit'],
		['kafka', 'kafka']
	] as const)('what replicas are sent is as slow as theirs: %s', (name, node) => {
		const spec = replicated[name];
		const others = (kind: string, how: object): SimulationResult =>
			run({
				...spec,
				faults: [2, 3].map((n) => ({ kind, target: `${node}-${n}`, ...wear, ...how }))
			});
		const waits = confirmMs(run(spec));
		expect(confirmMs(others('slowLink', { factor: 1000 }))).toBeGreaterThan(waits + 20);
		expect(confirmMs(others('slowLink', { latency: '20ms' }))).toBeGreaterThan(waits + 30);
		expect(confirmMs(others('lossyLink', { loss: 0.2 }))).toBeGreaterThan(200);
	});

	it('ActiveMQ: what is sent is as slow as what is answered', () => {
		const slow = { kind: 'slowLink', target: 'leader', ...wear, factor: 1000 };
		// A thousand times 15 µs, both ways.
		expect(confirmMs(run({ ...brokers.activemq, faults: [slow] }))).toBeGreaterThan(30);
	});
});

describe.each(names)('%s', (name) => {
	const spec = brokers[name];
	const whole = run(spec);

	it('waits longer for its answers on a slow disk', () => {
		const slow = run({
			...spec,
			faults: [{ kind: 'slowDisk', target: 'leader', ...wear, factor: 200 }]
		});
		expect(confirmMs(slow)).toBeGreaterThan(2 * confirmMs(whole));
		expect(slow.faults).toMatchObject([{ kind: 'slowDisk', atMs: 300, untilMs: 700 }]);
	});

	it('waits longer for its answers over a slow link', () => {
		const slow = run({
			...spec,
			faults: [{ kind: 'slowLink', target: 'leader(orders)', ...wear, latency: '20ms' }]
		});
		expect(confirmMs(slow)).toBeGreaterThan(40);
		expect(confirmMs(whole)).toBeLessThan(40);
	});

	it('loses nothing on a lossy link, but time: TCP sends again after 200 ms', () => {
		const lossy = run({
			...spec,
			faults: [{ kind: 'lossyLink', target: 'leader', ...wear, loss: 0.05 }]
		});
		expect(confirmMs(lossy)).toBeGreaterThan(200);
		expect(lossy.totals.lostAcknowledged).toBe(0);
	});

	it('has what it waits for soon after a link is whole again, however large the frames', () => {
		const { producers } = spec;
		const lossy = run({
			...spec,
			producers: { ...producers, messages: 100, size: 100_000 },
			faults: [{ kind: 'lossyLink', target: 'leader', at: '10ms', for: '400ms', loss: 0.7 }]
		});
		// Sent again 200, 400, 800 ms after one another: the first beyond the fault brings all.
		expect(confirmMs(lossy)).toBeGreaterThan(200);
		expect(confirmMs(lossy)).toBeLessThan(3_000);
	});

	it('is touched by a full disk', () => {
		const full = run({ ...spec, faults: [{ kind: 'fullDisk', target: 'leader', ...wear }] });
		expect(full.digest).not.toBe(whole.digest);
	});

	it('meets a fault at a moment that the seed draws', () => {
		const at = (seed: number) => {
			const between = { between: ['200ms', '800ms'] };
			const pause = { kind: 'pause', target: 'consumer', at: between, for: '50ms' };
			return run({ ...spec, seed, faults: [pause] }).faults[0]?.atMs ?? 0;
		};
		const times = [1, 2, 3].map(at);
		expect(at(1)).toBe(times[0]);
		expect(new Set(times).size).toBe(3);
		for (const time of times) expect(time).toBeGreaterThanOrEqual(200);
		for (const time of times) expect(time).toBeLessThanOrEqual(800);
	});
});

describe('Kafka’s producers across a partition', () => {
	it.each(['0.8', '2.x', '3.x'])(
		'%s: a request that is not answered in time is given up',
		(version) => {
			const { totals } = run({
				broker: { type: 'kafka', version, nodes: 3, topic: { replicationFactor: 3 } },
				producers: { ...load, client: 'java', acks: 1, requestTimeout: '2s', retries: 1_000 },
				consumers: { offsetReset: 'earliest' },
				faults: [{ kind: 'partition', nodes: ['kafka-1'], at: '300ms', for: '20s' }],
				limit: '2min'
			});
			// What the others took over goes on; the requests held up are sent to the new leader.
			expect(totals.attempted).toBe(load.messages);
			expect(totals.processed).toBeGreaterThan(load.messages / 2);
		}
	);
});

describe('RabbitMQ’s disk alarm', () => {
	it('holds producers back and loses nothing', () => {
		const full = { kind: 'fullDisk', target: 'rabbit-1', ...wear };
		const { totals, latencyMs } = run({ ...brokers.rabbitmq, faults: [full] });
		expect(totals).toMatchObject({ attempted: 2_000, acknowledged: 2_000, lost: 0, duplicated: 0 });
		expect(latencyMs.max).toBeGreaterThan(300);
	});
});

describe('a consumer is killed in the midst of its work', () => {
	const kill = (time: object) => ({
		kind: 'crash',
		target: 'consumer-1',
		...time,
		restartAfter: '100ms'
	});
	const slowWork = {
		broker: { type: 'rabbitmq' },
		producers: { messages: 100, rate: 100, ...persistent },
		consumers: { processing: '5ms', prefetch: 1 }
	};

	it('and the message in work comes back, not processed twice', () => {
		const { totals, causes } = run({ ...slowWork, faults: [kill({ whileProcessing: 50 })] });
		expect(totals).toMatchObject({ processed: 100, duplicated: 0, lost: 0, redelivered: 1 });
		expect(causes).toEqual({});
	});

	it('or after it, and then its work is done again', () => {
		const { totals, causes } = run({ ...slowWork, faults: [kill({ afterProcessed: 50 })] });
		expect(totals).toMatchObject({ processed: 100, duplicated: 1, lost: 0 });
		expect(causes).toEqual({ 'redelivered-after-consumer-crash': 1 });
	});

	it('and counts its own messages, not those of the others', () => {
		const { faults } = run({
			...slowWork,
			consumers: { ...slowWork.consumers, count: 2 },
			faults: [{ ...kill({ whileProcessing: 20 }), target: 'consumer-2' }]
		});
		// Two in turn at 100/s: the second begins its 20th with the 40th message.
		expect(faults[0]?.atMs).toBeGreaterThan(380);
		expect(faults[0]?.atMs).toBeLessThan(420);
	});
});

describe('a leader by name', () => {
	it('is the node of that queue', () => {
		const { faults } = run({
			broker: { type: 'rabbitmq', nodes: 3, queues: 3 },
			producers: load,
			faults: [{ kind: 'pause', target: 'leader(orders-3)', at: '100ms', for: '10ms' }]
		});
		expect(faults[0]?.target).toBe('rabbit-3');
	});

	it('is the broker of that partition, and the controller one of the brokers', () => {
		const topic = { partitions: 3, replicationFactor: 1 };
		const pause = { kind: 'pause', at: '100ms', for: '10ms' };
		const { faults } = run({
			broker: { type: 'kafka', nodes: 3, topic, coordination: 'zookeeper' },
			producers: load,
			faults: [
				{ ...pause, target: 'leader(orders/0)' },
				{ ...pause, target: 'leader(orders/1)' },
				{ ...pause, target: 'controller' }
			]
		});
		const targets = faults.map(({ target }) => target);
		expect(new Set(targets.slice(0, 2)).size).toBe(2);
		for (const target of targets) expect(target).toMatch(/^kafka-[123]$/);
	});
});

describe('a machine that loses its power says nothing', () => {
	const three = {
		rabbitmq: {
			...brokers.rabbitmq,
			broker: { type: 'rabbitmq', nodes: 3, queue: { mirrors: 2 } }
		},
		kafka: {
			broker: { type: 'kafka', version: '3.x', nodes: 3, topic: { replicationFactor: 3 } },
			producers: { ...load, acks: 'all' }
		},
		activemq: {
			broker: { type: 'activemq', topology: 'shared-store', nodes: 3 },
			producers: load
		}
	};
	/** Producers that ask for no answer, and brokers that sync nothing for them. */
	const unasked = {
		rabbitmq: { ...brokers.rabbitmq, producers: { ...load, delivery: 'persistent' } },
		kafka: { broker: { type: 'kafka' }, producers: { ...load, acks: 0 } },
		activemq: {
			broker: { type: 'activemq', diskSync: 'never' },
			producers: { ...load, asyncSend: true }
		}
	};
	const outageMs = (name: keyof typeof three, kind: string, restartAfter?: string): number => {
		const fault = { kind, target: 'leader', at: '300ms', restartAfter };
		return run({ ...three[name], faults: [fault], limit: '10min' }).unavailableMs;
	};

	it('RabbitMQ’s mirror waits for net_ticktime, or for the machine to start and reset what is left', () => {
		expect(outageMs('rabbitmq', 'crash')).toBeLessThan(300);
		const alone = outageMs('rabbitmq', 'powerLoss');
		expect(alone).toBeGreaterThan(45_000);
		expect(alone).toBeLessThan(75_300);
		const started = outageMs('rabbitmq', 'powerLoss', '12s');
		expect(started).toBeGreaterThan(12_000);
		expect(started).toBeLessThan(12_300);
	});

	it('a member of a quorum queue is missed by its peers’ detector, two polls of 5 s at most', () => {
		const quorum = {
			...three.rabbitmq,
			broker: { type: 'rabbitmq', nodes: 3, queue: { kind: 'quorum' } }
		};
		const fault = { kind: 'powerLoss', target: 'leader', at: '300ms' };
		const { unavailableMs } = run({ ...quorum, faults: [fault], limit: '10min' });
		expect(unavailableMs).toBeGreaterThan(5_000);
		expect(unavailableMs).toBeLessThan(11_000);
	});

	it('Kafka misses it as it misses a dead process: by its session', () => {
		expect(outageMs('kafka', 'powerLoss')).toBeCloseTo(outageMs('kafka', 'crash'), -3);
	});

	it('ActiveMQ’s slave gets the lock when its lease has run out', () => {
		const alone = outageMs('activemq', 'powerLoss');
		expect(alone).toBeGreaterThan(90_000);
		expect(alone).toBeLessThan(102_000);
	});

	it.each(names)(
		'%s: what its memory held was lost when the power went, not when it was missed',
		(name) => {
			const fault = { kind: 'powerLoss', target: 'leader', at: '500ms', restartAfter: '5s' };
			const { totals, series } = run({ ...unasked[name], faults: [fault], limit: '2min' });
			expect(totals.lost).toBeGreaterThan(0);
			const lost = series.lost.map(({ unacknowledged, acknowledged }) =>
				unacknowledged.map((count, bucket) => count + (acknowledged[bucket] ?? 0))
			);
			const fromSecondTwoOn = Math.floor(2_000 / series.widthMs);
			expect(lost.flatMap((counts) => counts.slice(fromSecondTwoOn)).filter(Boolean)).toEqual([]);
		}
	);
});
