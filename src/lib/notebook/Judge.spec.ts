import { describe, expect, it, vi } from 'vitest';
import type { BlockId, Lab } from '#lib/lab';
import type { Outcome } from '#lib/sandbox';
import { Checks } from './Checks.svelte';
import { Judge, type JudgeInput } from './Judge.svelte';
import type { Workshop } from './workshop';

/* A workshop whose work exports an experiment at once, and whose checks end when the test says. */
function make() {
	const waiting: { only: readonly string[]; finish(outcome: Outcome): void }[] = [];
	const workshop = {
		bundle: async () => ({ ok: true, value: { code: '', sourceMap: '', entry: '' } }) as const,
		execute: (_bundle: unknown, options: { only?: readonly string[] }) => {
			const { only } = options;
			let finish: (outcome: Outcome) => void = () => {};
			const outcome = new Promise<Outcome>((resolve) => (finish = resolve));
			if (only) waiting.push({ only, finish });
			else finish({ status: 'done', exported: { broker: {} } as never, shown: [] });
			return { outcome, stop: () => finish({ status: 'stopped', by: 'learner', shown: [] }) };
		}
	} as unknown as Workshop;
	const checks = new Checks();
	return { waiting, checks, judge: new Judge({ check: '' } as Lab, async () => workshop, checks) };
}

const input: JudgeInput = { files: {}, params: {}, seed: 1, runs: {}, answers: {} };
const [kept, order] = ['kept', 'order'] as unknown as [BlockId, BlockId];
const passed = (id: BlockId): Outcome => ({
	status: 'done',
	exported: undefined,
	shown: [],
	checks: { [id]: { pass: true, reason: id, figures: {} } }
});

describe('Judge', () => {
	it('judges two claims asked for one after the other, and records both', async () => {
		const { waiting, checks, judge } = make();
		const first = judge.judge([kept], input);
		const second = judge.judge([order], input);
		await vi.waitFor(() => expect(waiting.map(({ only }) => only)).toEqual([[kept], [order]]));
		waiting[0]?.finish(passed(kept));
		await first;
		expect(checks.verdict(kept)).toMatchObject({ pass: true });
		expect(judge.judging([kept])).toBeNull();
		expect(judge.judging([order])).not.toBeNull();
		waiting[1]?.finish(passed(order));
		await second;
		expect(checks.verdict(order)).toMatchObject({ pass: true });
		expect(judge.isRunning).toBe(false);
	});

	it('records nothing of what was stopped', async () => {
		const { waiting, checks, judge } = make();
		const ended = judge.judge([kept], input);
		await vi.waitFor(() => expect(waiting).toHaveLength(1));
		judge.judging([kept])?.stop();
		await ended;
		expect(checks.verdict(kept)).toBeNull();
		expect(checks.problem(kept)).toBeNull();
	});
});
