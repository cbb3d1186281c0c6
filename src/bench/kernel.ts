/** The kernel against plain JavaScript, on the tandem model, taken in turns in one process. */
import { instantiate, type Engine } from '#lib/sim';
import { median, timeMs, type Row } from './measure';
import { tandemBaseline } from './tandem-baseline';

const messages = 1_000_000;
const window = 100;
/** Mean time in system, ms, from a recursion without events (40 runs of 1 000 000 messages). */
const expectedMeanMs = 0.73259;

export function benchKernel(engine: Engine, repetitions: number): Row[] {
	const kernel: number[] = [];
	const baseline: number[] = [];
	const means: number[] = [];
	for (let turn = 0; turn <= repetitions; turn++) {
		const exports = instantiate(engine);
		const kernelMs = timeMs(() => exports.tandem(turn + 1, messages, window));
		const started = performance.now();
		const outcome = tandemBaseline(turn + 1, messages, window);
		const baselineMs = performance.now() - started;
		// The first turn warms both up.
		if (turn === 0) continue;
		kernel.push((Number(exports.tandemEvents.value) / kernelMs) * 1000);
		baseline.push((outcome.events / baselineMs) * 1000);
		means.push(Number(exports.tandemMean.value));
	}
	const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
	return [
		{ name: 'kernel events per second', value: median(kernel), unit: '1/s', better: 'higher' },
		{
			name: 'plain JavaScript events per second',
			value: median(baseline),
			unit: '1/s',
			better: 'higher'
		},
		{
			name: 'kernel over plain JavaScript',
			value: median(kernel) / median(baseline),
			unit: '×',
			better: 'higher',
			goal: 2
		},
		{
			name: 'kernel mean, error',
			value: Math.abs(mean / expectedMeanMs - 1) * 100,
			unit: '%',
			better: 'lower',
			goal: 1
		}
	];
}
