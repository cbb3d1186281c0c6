import type { Checks, TableRow } from 'lab/check';
import { onActivemq } from './activemq';
import { onKafka } from './kafka';
import { onRabbitmq } from './rabbitmq';
import { atFullSpeed, dials, type Dials } from './workload';

const on = { rabbitmq: onRabbitmq, kafka: onKafka, activemq: onActivemq };
const names = { rabbitmq: 'RabbitMQ', kafka: 'Kafka', activemq: 'ActiveMQ' };
const brokers = ['rabbitmq', 'kafka', 'activemq'] as const;
type Broker = (typeof brokers)[number];

/** One run can be lucky. */
const seeds = 10;

/** With thin spaces, as the page writes numbers: 120 000. */
const grouped = (count: number) => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** The sum over the runs of those rows. */
const total = (rows: readonly TableRow[], figure: string) =>
	Math.round(rows.reduce((sum, { mean, runs }) => sum + (mean[figure] ?? 0) * runs, 0));

const of = (rows: readonly TableRow[], broker: Broker) =>
	rows.filter(({ point }) => point.broker === broker);

type Sweep = Parameters<Checks[string]>[0]['sweep'];

let faulty: ReturnType<Sweep> | null = null;

/** The learner's three experiments, each with a crash and with a power cut; once for all checks. */
const withFaults = (sweep: Sweep) =>
	(faulty ??= sweep(
		({ broker, fault }) => on[broker]({ ...dials, fault }),
		{ broker: brokers, fault: ['crash', 'power loss'] },
		{ seeds }
	));

export const checks: Checks = {
	async kept({ sweep }) {
		const { rows } = await withFaults(sweep);
		const found = brokers.map((broker) => ({
			name: names[broker],
			acknowledged: total(of(rows, broker), 'totals.acknowledged'),
			lost: total(of(rows, broker), 'totals.lostAcknowledged')
		}));
		const figures = Object.fromEntries(
			found.flatMap(({ name, acknowledged, lost }) => [
				[`${name}: acknowledged`, acknowledged],
				[`${name}: lost though acknowledged`, lost]
			])
		);
		const silent = found.find(({ acknowledged }) => acknowledged === 0);
		if (silent) {
			const reason = `${silent.name} acknowledged nothing, so there is no promise to keep. What does its producer wait for?`;
			return { pass: false, reason, figures };
		}
		const broken = found.find(({ lost }) => lost > 0);
		if (broken) {
			const reason = `${broken.name} lost ${grouped(broken.lost)} of ${grouped(broken.acknowledged)} messages that were acknowledged. Who had them when they were?`;
			return { pass: false, reason, figures };
		}
		const sum = found.reduce((all, { acknowledged }) => all + acknowledged, 0);
		const reason = `0 of ${grouped(sum)} acknowledged messages were lost, in ${seeds} crashes and ${seeds} power cuts of each broker.`;
		return { pass: true, reason, figures };
	},

	async 'nothing-lost'({ sweep }) {
		const { rows } = await withFaults(sweep);
		const found = brokers.map((broker) => {
			const own = of(rows, broker);
			const attempted = total(own, 'totals.attempted');
			return {
				name: names[broker],
				attempted,
				lost: total(own, 'totals.lost'),
				missing: attempted - total(own, 'totals.processed'),
				duplicated: total(own, 'totals.duplicated')
			};
		});
		const figures = Object.fromEntries(
			found.flatMap(({ name, lost, missing, duplicated }) => [
				[`${name}: lost`, lost],
				[`${name}: not processed`, missing],
				[`${name}: processed twice`, duplicated]
			])
		);
		const short = found.find(({ missing }) => missing > 0);
		if (short) {
			const reason =
				short.lost > 0
					? `${short.name} lost ${grouped(short.lost)} of ${grouped(short.attempted)} messages. Who still has those?`
					: `On ${short.name}, ${grouped(short.missing)} of ${grouped(short.attempted)} messages were given up. Their application was told: what could it do?`;
			return { pass: false, reason, figures };
		}
		const twice = found.reduce((sum, { duplicated }) => sum + duplicated, 0);
		const reason = `Every message was processed, on each broker, in ${seeds} crashes and ${seeds} power cuts; ${grouped(twice)} of them more than once.`;
		return { pass: true, reason, figures };
	},

	async affordable({ sweep }) {
		const needed = 3;
		const { rows } = await sweep(
			({ broker, batch }) =>
				atFullSpeed(
					on[broker](batch === 'own' ? dials : { ...dials, wait: 'replicated', batch: 1 })
				),
			{ broker: brokers, batch: ['own', 'one by one'] },
			{ seeds: 3 }
		);
		const found = brokers.map((broker) => {
			const speed = (batch: string) =>
				of(rows, broker).find(({ point }) => point.batch === batch)?.mean['throughput.processed'] ??
				0;
			return { name: names[broker], gain: speed('own') / speed('one by one') };
		});
		const figures = Object.fromEntries(
			found.map(({ name, gain }) => [`${name}: times as fast`, gain.toFixed(1)])
		);
		const [least] = found.toSorted((a, b) => a.gain - b.gain);
		const gain = least ? `${least.gain.toFixed(1)} times on ${least.name}, which gains least` : '';
		return least && least.gain >= needed
			? { pass: true, reason: `${gain}.`, figures }
			: {
					pass: false,
					reason: `${gain}; you need ${needed}. Which dial shares the wait?`,
					figures
				};
	},

	async order({ sweep }) {
		const { rows } = await sweep(
			({ broker, nodes, batch }) =>
				atFullSpeed(
					on[broker]({
						wait: nodes === 1 ? 'acknowledged' : 'replicated',
						batch,
						copies: nodes === 1 ? 0 : 2,
						fault: 'crash',
						version: '0.8'
					})
				),
			{ broker: brokers, nodes: [1, 3], batch: [1, 100] },
			{ seeds: 2 }
		);
		const compared = [1, 3].flatMap((nodes) =>
			[1, 100].map((batch) => {
				const speed = (broker: Broker) =>
					of(rows, broker).find(({ point }) => point.nodes === nodes && point.batch === batch)
						?.mean['throughput.processed'] ?? 0;
				return { name: settingName(nodes, batch), ...speeds(speed) };
			})
		);
		const figures = Object.fromEntries(
			compared.map(({ name, kafka, rabbitmq, activemq }) => [
				name,
				`${grouped(kafka)} / ${grouped(rabbitmq)} / ${grouped(activemq)}`
			])
		);
		const first = compared.filter(({ kafka, rabbitmq }) => kafka > rabbitmq * clear);
		const second = compared.filter(({ rabbitmq, activemq }) => rabbitmq > activemq * clear);
		const pass = first.length === compared.length && second.length === compared.length;
		if (pass) return { pass, reason: 'Holds in every setting that was tried.', figures };
		const kafka = first.length === compared.length;
		const reason = [
			kafka
				? 'Holds for Kafka, not for the other two.'
				: `Holds only in batches, and only for Kafka.`,
			`Kafka was clearly ahead of RabbitMQ in ${first.length} of ${compared.length} settings (${first.map(({ name }) => name).join('; ') || 'none'}).`,
			`RabbitMQ was clearly ahead of ActiveMQ in ${second.length} of ${compared.length}.`,
			'The figures are messages per second: Kafka / RabbitMQ / ActiveMQ.'
		].join(' ');
		return { pass, reason, figures };
	},

	async 'kafka-producer'({ sweep }) {
		const { rows } = await sweep(
			({ client, batch, fault }) => {
				const [version, wait] = clients[client];
				const spec = onKafka({ version, wait, batch, fault, copies: 2 });
				return { ...spec, producers: { ...spec.producers, retry: false } };
			},
			{
				client: ['0.8 asynchronous', '0.8 synchronous', '3.x'],
				batch: [1, 100],
				fault: ['crash', 'lost answer']
			},
			{ seeds: 5 }
		);
		const at = (client: Client, batch: number) =>
			rows.filter(({ point }) => point.client === client && point.batch === batch);
		const cases = clientNames.flatMap((client) =>
			[1, 100].map((batch) => ({
				name: `${client}, ${batch === 1 ? 'one by one' : 'batches of 100'}`,
				lost: total(at(client, batch), 'totals.lost'),
				failed: total(at(client, batch), 'totals.failed'),
				duplicated: total(at(client, batch), 'totals.duplicated')
			}))
		);
		const figures = Object.fromEntries(
			cases.map(({ name, lost, failed, duplicated }) => [
				name,
				`${grouped(lost)} lost, ${grouped(failed)} told failed, ${grouped(duplicated)} twice`
			])
		);
		const today = cases.filter(({ name }) => name.startsWith('3.x'));
		const old = cases.filter(({ name }) => !name.startsWith('3.x'));
		const trouble = (list: typeof cases) =>
			list.some(({ lost, failed, duplicated }) => lost + failed + duplicated > 0);
		const verdict = !trouble(old)
			? 'Does not hold, not even for the client of 0.8.'
			: trouble(today)
				? 'Holds, for the client of 0.8 and for today’s defaults.'
				: 'Holds for the client of 0.8, and no longer with today’s defaults.';
		const most = old.toSorted((a, b) => b.lost + b.failed - a.lost - a.failed)[0];
		const reason = `${verdict} The worst: ${most?.name}, ${grouped(most?.lost ?? 0)} lost without a word and ${grouped(most?.failed ?? 0)} told failed in 10 runs.`;
		return { pass: trouble(old) && trouble(today), reason, figures };
	}
};

/** Less than this is no difference: real measurements vary by as much. */
const clear = 1.25;

const settingName = (nodes: number, batch: number) =>
	`${nodes === 1 ? 'one node' : 'three nodes'}, ${batch === 1 ? 'one by one' : 'batches of 100'}`;

const speeds = (speed: (broker: Broker) => number) => ({
	kafka: speed('kafka'),
	rabbitmq: speed('rabbitmq'),
	activemq: speed('activemq')
});

/** Version, and what it waits for: the asynchronous client of 0.8 waits for nothing. */
const clients = {
	'0.8 asynchronous': ['0.8', 'nothing'],
	'0.8 synchronous': ['0.8', 'acknowledged'],
	'3.x': ['3.x', 'replicated']
} as const satisfies Record<string, readonly [Dials['version'], Dials['wait']]>;
type Client = keyof typeof clients;
const clientNames: Client[] = ['0.8 asynchronous', '0.8 synchronous', '3.x'];
