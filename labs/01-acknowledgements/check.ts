import type { Checks, ExperimentSpec, TableRow } from 'lab/check';

/** One run can be lucky. These are enough that a loss of one message in ten runs would show. */
const seeds = 20;

const total = (row: TableRow | undefined, figure: string) =>
	Math.round((row?.mean[figure] ?? 0) * (row?.runs ?? 0));

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
		const figures = { attempted, acknowledged, 'lost though acknowledged': lost, runs: seeds };
		if (acknowledged === 0) {
			const reason = `Not one of ${attempted} messages was acknowledged, so there is no promise to keep. Make the producer ask for an answer.`;
			return { pass: false, reason, figures };
		}
		if (lost > 0) {
			const reason = `${lost} of ${acknowledged} acknowledged messages were lost in ${seeds} runs. What does their acknowledgement promise: disk, or memory?`;
			return { pass: false, reason, figures };
		}
		const reason = `0 of ${acknowledged} acknowledged messages were lost in ${seeds} runs.`;
		return { pass: true, reason, figures };
	},

	async 'nothing-lost'({ spec, sweep }) {
		const row = (await sweep(spec, {}, { seeds })).rows[0];
		const attempted = total(row, 'totals.attempted');
		const lost = total(row, 'totals.lost');
		const duplicated = total(row, 'totals.duplicated');
		const figures = { attempted, lost, duplicated, runs: seeds };
		if ((spec.faults ?? []).length === 0) {
			const reason = 'Without a fault there is nothing to survive. Put the crash back.';
			return { pass: false, reason, figures };
		}
		if (lost > 0) {
			const unpromised = total(row, 'totals.lostUnacknowledged');
			const reason = `${lost} of ${attempted} messages were lost in ${seeds} runs; ${unpromised} of them nobody had acknowledged. Who still has those?`;
			return { pass: false, reason, figures };
		}
		const reason = `0 of ${attempted} messages were lost in ${seeds} runs; ${duplicated} were processed twice.`;
		return { pass: true, reason, figures };
	},

	async affordable({ spec, sweep }) {
		const own = (await sweep(atFullSpeed(spec), {}, { seeds: 5 })).rows[0];
		const silent = (await sweep(atFullSpeed(spec, 'none'), {}, { seeds: 5 })).rows[0];
		const perSecond = own?.mean['throughput.produced'] ?? 0;
		const withoutAnswers = silent?.mean['throughput.produced'] ?? 0;
		const share = withoutAnswers > 0 ? perSecond / withoutAnswers : 0;
		const figures = {
			'messages per second': Math.round(perSecond),
			'without answers': Math.round(withoutAnswers),
			share: share.toFixed(2)
		};
		const reached = `${share.toFixed(2)} of the throughput without answers, over 5 runs.`;
		return share >= 0.5
			? { pass: true, reason: reached, figures }
			: {
					pass: false,
					reason: `${reached} You need 0.50. Which dial buys throughput and keeps the promise?`,
					figures
				};
	},

	async claim({ spec, sweep }) {
		const acks = ['none', 'confirm', 'transaction'] as const;
		const deliveries = ['persistent', 'transient'] as const;
		// A producer that sends again: the claim is about what an acknowledgement makes possible.
		const producers = { ...spec.producers, batch: 10, retry: true };
		const tables = [];
		for (const at of ['1.2s', '1.4s', '1.6s', '1.8s']) {
			const faults = [{ kind: 'crash', target: 'rabbit-1', at, restartAfter: '2s' }] as const;
			tables.push(
				await sweep(
					{ ...spec, producers, faults: [...faults] },
					{
						'producers.ack': [...acks],
						'producers.delivery': [...deliveries],
						'broker.queue.mirrors': [0]
					},
					{ seeds: seeds / 4 }
				)
			);
		}
		const sum = (ack: string, delivery: string, figure: string) =>
			tables
				.flatMap((table) => table.rows)
				.filter(
					({ point }) =>
						point['producers.ack'] === ack && point['producers.delivery'] === delivery
				)
				.reduce((all, row) => all + total(row, figure), 0);

		const settings = acks.flatMap((ack) => deliveries.map((delivery) => ({ ack, delivery })));
		const held = settings.filter(({ ack, delivery }) => sum(ack, delivery, 'totals.lost') === 0);
		const figures: Record<string, number> = {};
		for (const { ack, delivery } of settings) {
			figures[`lost: ${ack}, ${delivery}`] = sum(ack, delivery, 'totals.lost');
		}
		const twice = (ack: string) =>
			deliveries.reduce((all, delivery) => all + sum(ack, delivery, 'totals.duplicated'), 0);
		figures['duplicated with confirms'] = twice('confirm');
		figures['duplicated with transactions'] = twice('transaction');

		const names = held.map(({ ack, delivery }) => `${ack} with ${delivery} messages`).join(', ');
		const losing =
			held.length === settings.length
				? 'Nothing was lost in any setting.'
				: held.length === 0
					? 'Messages were lost in every setting.'
					: `Holds only if messages are persistent and the producer waits for the answer: nothing was lost with ${names}; every other setting lost messages.`;
		const doubling =
			twice('transaction') === 0
				? `Confirms duplicated ${twice('confirm')} messages, transactions none.`
				: `“Exactly consistent” does not hold: a commit whose answer is lost is sent again too. Confirms duplicated ${twice('confirm')} messages, transactions ${twice('transaction')}.`;
		return { pass: held.length === settings.length, reason: `${losing} ${doubling}`, figures };
	}
};
