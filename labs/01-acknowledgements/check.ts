import type { Checks, ExperimentSpec, TableRow } from 'lab/check';

/** One run can be lucky. In this many, a loss in one run of ten would hardly stay unseen. */
const seeds = 20;

/** The sum over a row's runs. */
const total = (row: TableRow | undefined, figure: string) =>
	Math.round((row?.mean[figure] ?? 0) * (row?.runs ?? 0));

/** With thin spaces, as the page writes numbers: 120 000. */
const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** The same experiment without its faults, the producer as fast as it goes. */
function atFullSpeed(spec: ExperimentSpec, ack = spec.producers?.ack): ExperimentSpec {
	const { rate: _rate, ...producers } = spec.producers ?? {};
	return { ...spec, producers: { ...producers, ack }, faults: [] };
}

export const checks: Checks = {
	async promise({ spec, sweep }) {
		const row = (await sweep(spec, {}, { seeds })).rows[0];
		const attempted = total(row, 'totals.attempted');
		const acknowledged = total(row, 'totals.acknowledged');
		const lost = total(row, 'totals.lostAcknowledged');
		const figures = { runs: seeds, attempted, acknowledged, 'lost though acknowledged': lost };
		if (acknowledged === 0) {
			const reason = `Not one of ${grouped(attempted)} messages was acknowledged, so there is no promise to keep. Make the producer ask for an answer.`;
			return { pass: false, reason, figures };
		}
		if (lost > 0) {
			const reason = `${grouped(lost)} of ${grouped(acknowledged)} acknowledged messages were lost in ${seeds} runs. What did their acknowledgement promise: the disk, or memory?`;
			return { pass: false, reason, figures };
		}
		const reason = `0 of ${grouped(acknowledged)} acknowledged messages were lost in ${seeds} runs.`;
		return { pass: true, reason, figures };
	},

	async 'nothing-lost'({ spec, sweep }) {
		const row = (await sweep(spec, {}, { seeds })).rows[0];
		const attempted = total(row, 'totals.attempted');
		const lost = total(row, 'totals.lost');
		const duplicated = total(row, 'totals.duplicated');
		const figures = { runs: seeds, attempted, lost, duplicated };
		if ((spec.faults ?? []).length === 0) {
			const reason = 'Without a fault there is nothing to survive. Put the crash back.';
			return { pass: false, reason, figures };
		}
		if (lost > 0) {
			const unpromised = total(row, 'totals.lostUnacknowledged');
			const reason = `${grouped(lost)} of ${grouped(attempted)} messages were lost in ${seeds} runs, ${grouped(unpromised)} of them without any acknowledgement. Who still has those?`;
			return { pass: false, reason, figures };
		}
		const reason = `0 of ${grouped(attempted)} messages were lost in ${seeds} runs; ${grouped(duplicated)} were processed twice.`;
		return { pass: true, reason, figures };
	},

	async affordable({ spec, sweep }) {
		const needed = 0.4;
		const own = (await sweep(atFullSpeed(spec), {}, { seeds: 5 })).rows[0];
		const silent = (await sweep(atFullSpeed(spec, 'none'), {}, { seeds: 5 })).rows[0];
		const perSecond = own?.mean['throughput.produced'] ?? 0;
		const withoutAnswers = silent?.mean['throughput.produced'] ?? 0;
		const share = withoutAnswers > 0 ? perSecond / withoutAnswers : 0;
		const figures = {
			'messages per second': Math.round(perSecond),
			'without answers': Math.round(withoutAnswers),
			share: share.toFixed(2),
			needed: needed.toFixed(2)
		};
		const reached = `${share.toFixed(2)} of the throughput without answers, over 5 runs`;
		return share >= needed
			? { pass: true, reason: `${reached}.`, figures }
			: {
					pass: false,
					reason: `${reached}; you need ${needed.toFixed(2)}. Which dial buys throughput and keeps the promise?`,
					figures
				};
	},

	async claim({ sweep }) {
		const rows = await tryClaim(sweep);
		const sum = (ack: string, delivery: string, nodes: number, figure: string) =>
			rows
				.filter(({ point }) => point['producers.ack'] === ack)
				.filter(({ point }) => point['producers.delivery'] === delivery)
				.filter(({ point }) => point['broker.nodes'] === nodes)
				.reduce((all, row) => all + total(row, figure), 0);

		const settings = acks.flatMap((ack) => deliveries.map((delivery) => ({ ack, delivery })));
		const lost = settings.map(({ ack, delivery }) => sum(ack, delivery, 1, 'totals.lost'));
		const kept = settings.filter((_, index) => lost[index] === 0);
		const sentAgain = (ack: string) =>
			deliveries.reduce(
				(all, delivery) => all + sum(ack, delivery, 1, 'causes.confirm-lost-sent-again'),
				0
			);
		const inCluster = sum('confirm', 'persistent', 3, 'totals.lostAcknowledged');
		const figures = {
			...Object.fromEntries(
				settings.map(({ ack, delivery }, index) => [`lost: ${ack}, ${delivery}`, lost[index] ?? 0])
			),
			'lost though confirmed, three nodes without mirrors': inCluster,
			'processed twice because sent twice: confirm': sentAgain('confirm'),
			'processed twice because sent twice: transaction': sentAgain('transaction')
		};
		const all = kept.length === settings.length && inCluster === 0;
		const names = kept.map(({ ack, delivery }) => `${delivery} with ${ack}`).join(', ');
		const asExpected = names === 'persistent with confirm, persistent with transaction';
		const losing = all
			? 'Holds: nothing was lost in any setting.'
			: kept.length === 0
				? 'Does not hold: every setting lost messages.'
				: asExpected
					? 'Holds only if the messages are persistent and the producer waits for the answer. Every other setting lost messages.'
					: `Holds only for some settings. Nothing was lost with: ${names}. Every other setting lost messages.`;
		const cluster =
			inCluster > 0
				? ` In a cluster of three nodes without mirrors, ${grouped(inCluster)} persistent and confirmed messages were lost: while the queue’s node was down, the other nodes confirmed what had no queue to go to.`
				: '';
		const twice =
			sentAgain('transaction') > 0
				? ` “Exactly consistent” does not hold: a commit whose answer is lost is sent again as well. Processed twice for that reason: ${grouped(sentAgain('confirm'))} with confirms, ${grouped(sentAgain('transaction'))} in transactions.`
				: ` Processed twice because they were sent twice: ${grouped(sentAgain('confirm'))} with confirms, none in transactions.`;
		return { pass: all, reason: losing + cluster + twice, figures };
	}
};

const acks = ['none', 'confirm', 'transaction'] as const;
const deliveries = ['persistent', 'transient'] as const;

/**
 * The claim's settings under two faults, each at four moments with five seeds: the broker killed,
 * and the producer's connection cut before its next answer. The producer sends again what was not
 * acknowledged, because the claim is about what acknowledgements make possible.
 */
async function tryClaim(sweep: Parameters<Checks[string]>[0]['sweep']): Promise<TableRow[]> {
	const rows: TableRow[] = [];
	for (const at of ['1.2s', '1.4s', '1.6s', '1.8s'] as const) {
		const faults = [
			{ kind: 'crash', target: 'rabbit-1', at, restartAfter: '2s' },
			{ kind: 'cut', target: 'producer-1', at }
		] as const;
		for (const fault of faults) {
			const table = await sweep(
				{
					broker: { type: 'rabbitmq', queue: { durable: true, mirrors: 0 } },
					producers: {
						messages: 6_000,
						rate: 2_000,
						arrivals: 'poisson',
						size: 1_000,
						batch: 10,
						retry: true
					},
					consumers: { prefetch: 100, processing: { distribution: 'exponential', mean: '1ms' } },
					faults: [fault]
				},
				{
					'broker.nodes': fault.kind === 'crash' ? [1, 3] : [1],
					'producers.ack': acks,
					'producers.delivery': deliveries
				},
				{ seeds: seeds / 4 }
			);
			rows.push(...table.rows);
		}
	}
	return rows;
}
