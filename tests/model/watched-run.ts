/** A run that is looked at after every few events; the first thing that must not be is kept. */
import { instantiate, type Fate, type Setup, type SimulationResult } from '#lib/sim';
import { configure } from '../../src/lib/sim/configure';
import type { EngineExports } from '../../src/lib/sim/exports';
import { stop } from '../../src/lib/sim/layout';
import { readResult } from '../../src/lib/sim/read';
import { fates } from '../../src/lib/sim/result';
import { engine } from './setups';

const EVENTS_BETWEEN_LOOKS = 7;
/** Far above what any of the setups needs: a run that passes it does not end. */
const LOOKS_MAX = 3_000_000;

export type Look = (engine: EngineExports) => string | null;

export function watchedRun(
	setup: Setup,
	...looks: Look[]
): {
	result: SimulationResult;
	seen: string | null;
	fateOf: (message: number) => Fate | null;
} {
	const exports = instantiate(engine);
	configure(exports, setup);
	let seen: string | null = null;
	for (let time = 0; time < LOOKS_MAX; time++) {
		const why = exports.runUntil(setup.limitUs, EVENTS_BETWEEN_LOOKS);
		for (const look of looks) seen ??= look(exports);
		if (why === stop.slice) continue;
		exports.finish();
		const ended = why === stop.drained ? 'drained' : 'horizon';
		const fateOf = (message: number): Fate | null => fates[exports.fateOf(message)] ?? null;
		return { result: readResult(exports, setup, ended), seen, fateOf };
	}
	throw new Error('The run does not end.');
}
