import { readEngine } from './node/index';
import { simulate, workstation2024, type Setup } from './index';
import { compileEngine } from './index';
import { readFileSync } from 'fs';
const engine = process.env.DBG
	? await compileEngine(new Uint8Array(readFileSync('/tmp/engine.debug.wasm')))
	: await readEngine();
export const base = (o: any = {}): Setup => ({
	seed: 1,
	limitUs: 600e6,
	messages: o.n ?? 6000,
	nodes: o.nodes ?? 1,
	queues: 1,
	queue: {
		durable: o.durable ?? true,
		mirrors: o.mirrors ?? 0,
		automaticSync: o.auto ?? false,
		promoteAlways: o.always ?? true
	},
	exchange: { type: 'default', bindings: [] },
	profile: workstation2024,
	heartbeatUs: 60e6,
	netTickUs: 60e6,
	producers: [
		{
			node: o.via ?? 0,
			messages: o.n ?? 6000,
			rate: o.rate ?? 2000,
			arrivals: 'constant',
			size: o.size ?? 1000,
			persistent: o.persistent ?? true,
			ack: o.ack ?? 'none',
			batch: o.batch ?? 1,
			window: o.window ?? 0,
			retry: o.retry ?? true,
			keys: 0,
			routingKeys: [],
			host: false
		}
	],
	consumers: o.consumers ?? [
		{
			node: o.cnode ?? 0,
			queue: 0,
			manual: true,
			prefetch: 100,
			ackEvery: 1,
			processing: { kind: 'constant', meanUs: 20, spread: 0 },
			idempotent: false,
			host: false
		}
	],
	faults: o.faults ?? [],
	traceMessage: -1
});
const show = (name: string, s: Setup) => {
	const t = performance.now();
	const r = simulate(engine, s);
	const d = performance.now() - t;
	console.log(
		name.padEnd(28),
		JSON.stringify(r.fates),
		JSON.stringify(r.causes),
		'acked',
		r.totals.acknowledged,
		'lostAck',
		r.totals.lostAcknowledged,
		'dup',
		r.totals.duplicateDeliveries,
		'redel',
		r.totals.redelivered,
		'reord',
		r.totals.reordered,
		'rec',
		r.totals.recovered,
		'thr',
		r.throughput.produced | 0,
		r.throughput.acknowledged | 0,
		r.throughput.processed | 0,
		'p50',
		r.latencyMs.p50.toFixed(2),
		r.ended,
		r.simulatedMs | 0,
		'ev',
		r.events,
		(r.events / d / 1000).toFixed(1) + 'M/s',
		r.digest,
		JSON.stringify(r.outages)
	);
};
const crash = [
	{
		kind: 'crash' as const,
		target: { kind: 'node' as const, index: 0 },
		when: { atUs: 1.5e6 },
		durationUs: 2e6,
		others: []
	}
];
show('plain none', base());
show('none fast transient', base({ rate: 0, persistent: false, n: 40000 }));
show('none fast persistent', base({ rate: 0, n: 40000 }));
for (const [p, l] of [
	[false, 'transient'],
	[true, 'persistent']
] as const)
	for (const b of [1, 10, 100, 1000])
		show(
			`confirm batch ${b} ${l}`,
			base({ rate: 0, persistent: p, n: Math.max(2000, b * 20), ack: 'confirm', batch: b })
		);
for (const b of [100, 1000])
	show(`confirm window ${b} pers`, base({ rate: 0, n: 20000, ack: 'confirm', window: b }));
for (const b of [1, 100])
	show(`tx ${b} pers`, base({ rate: 0, n: 4000, ack: 'transaction', batch: b }));
show('R1 crash none transient', base({ persistent: false, faults: crash }));
show('R2 crash none persistent', base({ faults: crash }));
show('R2 no consumer', base({ faults: crash, consumers: [] }));
show('R3 crash confirm 10', base({ faults: crash, ack: 'confirm', batch: 10 }));
show('R3 crash tx 10', base({ faults: crash, ack: 'transaction', batch: 10 }));
show('R3 window', base({ faults: crash, ack: 'confirm', window: 1000 }));
for (const m of [1, 2]) {
	show(`mirror ${m} none`, base({ rate: 0, n: 20000, nodes: 3, mirrors: m }));
	show(`mirror ${m} confirm1`, base({ rate: 0, n: 2000, nodes: 3, mirrors: m, ack: 'confirm' }));
	show(`mirror ${m} crash none`, base({ nodes: 3, mirrors: m, faults: crash }));
	show(`mirror ${m} crash other`, base({ nodes: 3, mirrors: m, via: 1, cnode: 1, faults: crash }));
	show(
		`mirror ${m} crash window`,
		base({ nodes: 3, mirrors: m, faults: crash, ack: 'confirm', window: 200 })
	);
}
show('R25 other node', base({ nodes: 2, via: 1, ack: 'confirm', window: 200, faults: crash }));
show(
	'cut',
	base({
		ack: 'confirm',
		batch: 10,
		faults: [
			{
				kind: 'cut',
				target: { kind: 'producer', index: 0 },
				when: { atUs: 1e6 },
				durationUs: 0,
				others: []
			}
		]
	})
);
show(
	'auto ack consumer crash',
	base({
		n: 5000,
		consumers: [
			{
				node: 0,
				queue: 0,
				manual: false,
				prefetch: 0,
				ackEvery: 1,
				processing: { kind: 'constant', meanUs: 1000, spread: 0 },
				idempotent: false,
				host: false
			}
		],
		faults: [
			{
				kind: 'crash',
				target: { kind: 'consumer', index: 0 },
				when: { afterProcessed: 1503 },
				durationUs: 1e6,
				others: []
			}
		]
	})
);
for (const pf of [1, 10, 100])
	show(
		`manual prefetch ${pf} crash`,
		base({
			n: 5000,
			rate: 0,
			consumers: [
				{
					node: 0,
					queue: 0,
					manual: true,
					prefetch: pf,
					ackEvery: 1,
					processing: { kind: 'constant', meanUs: 200, spread: 0 },
					idempotent: false,
					host: false
				}
			],
			faults: [
				{
					kind: 'crash',
					target: { kind: 'consumer', index: 0 },
					when: { afterProcessed: 1503 },
					durationUs: 1e6,
					others: []
				}
			]
		})
	);
show(
	'pause',
	base({
		faults: [
			{
				kind: 'pause',
				target: { kind: 'node', index: 0 },
				when: { atUs: 1e6 },
				durationUs: 2e6,
				others: []
			}
		]
	})
);
show(
	'partition',
	base({
		nodes: 3,
		mirrors: 2,
		ack: 'confirm',
		window: 100,
		faults: [
			{
				kind: 'partition',
				target: { kind: 'node', index: 0 },
				when: { atUs: 1e6 },
				durationUs: 100e6,
				others: [0]
			}
		]
	})
);
show('1M', base({ n: 1000000, rate: 10000 }));
show('1M fast', base({ n: 1000000, rate: 0 }));
show('1M conf', base({ n: 1000000, rate: 0, ack: 'confirm', window: 1000 }));
