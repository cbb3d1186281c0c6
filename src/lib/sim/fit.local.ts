import { readEngine } from './node/index';
import { simulate, workstation2024, type Setup } from './index';
const engine = await readEngine();
const cons = (o: any) => ({
	node: 0,
	queue: 0,
	manual: true,
	prefetch: 0,
	ackEvery: 1,
	processing: { kind: 'constant', meanUs: 1, spread: 0 },
	idempotent: false,
	host: false,
	...o
});
const base = (o: any = {}): Setup => ({
	seed: 1,
	limitUs: 600e6,
	messages: o.n ?? 6000,
	nodes: o.nodes ?? 1,
	queues: 1,
	queue: { durable: true, mirrors: o.mirrors ?? 0, automaticSync: false, promoteAlways: true },
	exchange: { type: 'default', bindings: [] },
	profile: workstation2024,
	heartbeatUs: 60e6,
	netTickUs: 60e6,
	producers: [
		{
			node: 0,
			messages: o.n ?? 6000,
			rate: 0,
			arrivals: 'constant',
			size: 1024,
			persistent: o.persistent ?? true,
			ack: o.ack ?? 'none',
			batch: o.batch ?? 1,
			window: o.window ?? 0,
			retry: true,
			keys: 0,
			routingKeys: [],
			host: false
		}
	],
	consumers: o.consumers ?? [],
	faults: [],
	traceMessage: -1
});
const thr = (o: any) => {
	const r = simulate(engine, base(o));
	return o.ack ? r.throughput.acknowledged : r.throughput.produced;
};
const N = 60000;
const ref = thr({ n: N, persistent: false });
const row = (name: string, o: any, truth: number[]) => {
	const v = [
		{ persistent: false },
		{ persistent: true },
		{ mirrors: 1, nodes: 3 },
		{ mirrors: 2, nodes: 3 }
	].map((k) => thr({ ...o, ...k }) / ref);
	console.log(
		name.padEnd(14),
		v.map((x, i) => `${x.toFixed(3)} (${truth[i]}; ${(x / truth[i]!).toFixed(2)})`).join('  ')
	);
};
console.log('ref', ref | 0, 'truth 36668');
row('none', { n: N }, [1, 0.52, 0.24, 0.16]);
row('confirm 1', { n: 2000, ack: 'confirm', batch: 1 }, [0.09, 0.03, 0.023, 0.017]);
row('batch 10', { n: 5000, ack: 'confirm', batch: 10 }, [0.44, 0.17, 0.07, 0.06]);
row('batch 100', { n: 10000, ack: 'confirm', batch: 100 }, [0.75, 0.29, 0.14, 0.13]);
row('batch 1000', { n: 20000, ack: 'confirm', batch: 1000 }, [0.88, 0.39, NaN, NaN]);
row('window 100', { n: 20000, ack: 'confirm', window: 100 }, [0.77, 0.29, 0.17, 0.13]);
row('window 1000', { n: 40000, ack: 'confirm', window: 1000 }, [1.02, 0.36, 0.21, 0.16]);
row('tx 1', { n: 2000, ack: 'transaction', batch: 1 }, [0.05, 0.023, 0.021, 0.017]);
row('tx 100', { n: 10000, ack: 'transaction', batch: 100 }, [0.55, 0.28, 0.16, 0.12]);
const cr = (c: any) => {
	const s = base({ n: 30000, persistent: false, consumers: [cons(c)] });
	s.producers[0]!.rate = 0;
	const r = simulate(engine, s);
	// consume rate: from queue backlog; use the span of processing
	return r.throughput.processed;
};
const pre = (c: any) => {
	// fill first: consumer starts after the producer by pausing it
	const s = base({ n: 30000, persistent: false, consumers: [cons(c)] });
	s.faults = [
		{
			kind: 'crash',
			target: { kind: 'consumer', index: 0 },
			when: { atUs: 1 },
			durationUs: 5e6,
			others: []
		}
	];
	return simulate(engine, s).throughput.processed;
};
const auto = pre({ manual: false });
console.log('consume auto', auto | 0);
for (const [p, k, t] of [
	[1, 1, 0.06],
	[10, 1, 0.23],
	[100, 1, 0.5],
	[1000, 1, 0.66],
	[1000, 100, 0.87]
] as const) {
	const v = pre({ prefetch: p, ackEvery: k }) / auto;
	console.log('prefetch', p, k, v.toFixed(3), t, (v / t).toFixed(2));
}
