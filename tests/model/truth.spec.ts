/**
 * The engine against a real RabbitMQ 3.10: every recorded scenario that it can express is run with
 * the recording's parameters. `recorded-plans.ts` says how, or why one has to wait.
 */
import { describe, expect, it } from 'vitest';
import type { SimulationResult } from '#lib/sim';
import { plans, routingPlans, type Count, type Expected, type Kind } from './recorded-plans';
import { truth, type Measure, type Recording } from './recorded';
import { run } from './setups';

type Range = [least: number, most: number];

function rangeOf(measure: Measure | undefined): Range {
	if (typeof measure === 'number') return [measure, measure];
	if (Array.isArray(measure)) return [measure[0] ?? 0, measure[1] ?? measure[0] ?? 0];
	return [0, 0];
}

function both([least, most]: Range, [less, more]: Range): Range {
	return [least + less, most + more];
}

/** Deliveries with the redelivered flag: those of duplicates, and those of messages new to the application. */
function flaggedIn({ measured }: Recording): Range {
	if ('redeliveredFlags' in measured) return rangeOf(measured.redeliveredFlags);
	const fresh = measured.flaggedButFirstDelivery ?? measured.flaggedButNeverProcessedBefore;
	return both(rangeOf(measured.duplicatesFlaggedRedelivered), rangeOf(fresh));
}

function kindsIn(recording: Recording): Record<Kind, Range> {
	const { measured } = recording;
	const lost = rangeOf(measured.lost);
	const lostAcknowledged = rangeOf(measured.lostConfirmed);
	return {
		lostAcknowledged,
		lostUnacknowledged: [lost[0] - lostAcknowledged[0], lost[1] - lostAcknowledged[1]],
		duplicated: rangeOf(measured.duplicates),
		flagged: flaggedIn(recording),
		reordered: rangeOf(measured.reordered ?? measured.orderInversionsAfterRestart)
	};
}

function kindsOf({ totals }: SimulationResult): Record<Kind, number> {
	return {
		lostAcknowledged: totals.lostAcknowledged,
		lostUnacknowledged: totals.lostUnacknowledged,
		duplicated: totals.duplicateDeliveries,
		flagged: totals.redelivered,
		reordered: totals.reordered
	};
}

/** Never in any repetition: never here. In every one: here too. Now and then: either. */
function expectKind(kind: Kind, [least, most]: Range, found: number): void {
	if (most === 0) expect(found, `${kind}: recorded never`).toBe(0);
	else if (least > 0) expect(found, `${kind}: recorded always`).toBeGreaterThan(0);
}

function countIn(recording: Recording, count: Count): Range {
	const { measured } = recording;
	if (count === 'flagged') return flaggedIn(recording);
	return rangeOf(measured[count]);
}

function countOf({ totals }: SimulationResult, count: Count): number {
	if (count === 'lost') return totals.lost;
	if (count === 'duplicates') return totals.duplicateDeliveries;
	if (count === 'confirmed') return totals.acknowledged;
	return count === 'flagged' ? totals.redelivered : totals.sends;
}

/** How far a count may be from the recorded range where it hangs on the moment of the kill. */
const nearness = 0.15;

function limits(recording: Recording, count: Count, expected: Expected): Range {
	const [least, most] = countIn(recording, count);
	if (expected === 'exact') return [least, most];
	if (expected === 'near') return [least * (1 - nearness), most * (1 + nearness)];
	if (count !== 'sends') return expected;
	const messages = rangeOf(recording.measured.produced)[0];
	return [messages + expected[0], messages + expected[1]];
}

describe('scenarios recorded on RabbitMQ 3.10', () => {
	it('all have a plan, and no plan is for nothing', () => {
		const recorded = new Set(truth.scenarios.map(({ id }) => id));
		expect(Object.keys(plans).sort()).toEqual([...recorded].sort());
		expect(Object.keys(routingPlans).sort()).toEqual(Object.keys(truth.routing).sort());
	});

	it('are compared but for those that wait for a later engine', () => {
		const later = truth.scenarios.filter(({ id }) => 'later' in (plans[id] ?? {}));
		expect(later.length).toBe(10);
		expect(truth.scenarios.length - later.length).toBe(59);
	});

	const compared = truth.scenarios.flatMap((recording) => {
		const plan = plans[recording.id];
		return plan && 'choice' in plan ? [{ ...plan, recording, title: recording.what }] : [];
	});

	it.each(compared)('$recording.id: $title', (plan) => {
		const { recording, choice, counts = {}, differs = {}, atSeveralMoments } = plan;
		const moments = atSeveralMoments ? [0, 0.2, 0.4, 0.6, 0.8] : [0];
		const results = moments.map((moment) => run(choice(recording, moment)));
		const kinds = results.map(kindsOf);
		for (const [name, range] of Object.entries(kindsIn(recording))) {
			const kind = name as Kind;
			// Whether one message more is under way hangs on the moment, so the most of all is judged.
			const most = Math.max(...kinds.map((found) => found[kind]));
			// A stated difference must still be one, or the statement is out of date.
			if (differs[kind]) expect(most > 0, differs[kind]).not.toBe(range[0] > 0);
			else expectKind(kind, range, most);
		}
		for (const [name, expected] of Object.entries(counts)) {
			const count = name as Count;
			const [least, most] = limits(recording, count, expected);
			for (const result of results) {
				expect(countOf(result, count), count).toBeGreaterThanOrEqual(least);
				expect(countOf(result, count), count).toBeLessThanOrEqual(most);
			}
		}
		const produced = rangeOf(recording.measured.produced)[0];
		for (const { totals } of results) expect(totals.attempted, 'all was published').toBe(produced);
	});
});
