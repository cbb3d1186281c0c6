/** Unacknowledged messages are never more than the prefetch (R12, R15; A4, A10), at any moment. */
import type { ActivemqSetup, RabbitmqSetup } from '#lib/sim';
import type { EngineExports } from '../../src/lib/sim/exports';
import { mode } from './activemq-setups';
import { sum } from './setups';
import type { Look } from './watched-run';

interface Window {
	most: number;
	held: (engine: EngineExports) => number;
	name: string;
}

const overfull =
	(windows: readonly Window[]): Look =>
	(engine) => {
		const over = windows.find(({ most, held }) => held(engine) > most);
		return over ? `${over.name}: ${over.held(engine)} of ${over.most}` : null;
	};

/** Of each consumer; with `global` of all on its channel together. */
export function rabbitmqPrefetch({ consumers }: RabbitmqSetup): Look {
	return overfull(
		consumers.flatMap((consumer, ordinal): Window[] => {
			const { manual, prefetch: most, prefetchGlobal, channel } = consumer;
			if (!manual || most === 0) return [];
			const together = consumers.flatMap((other, index) =>
				index === ordinal ||
				(prefetchGlobal && channel !== null && other.manual && other.channel === channel)
					? [index]
					: []
			);
			const of = (count: (ordinal: number) => number): number => sum(together.map(count));
			return [
				{ most, held: (engine) => of(engine.rabbitmqUnacked), name: `given to ${ordinal}` },
				{ most, held: (engine) => of(engine.rabbitmqBuffered), name: `in the buffer of ${ordinal}` }
			];
		})
	);
}

/**
 * What an application has had and not acknowledged widens the window (A3): then the buffer counts.
 * INDIVIDUAL widens it by half for what is acknowledged too (recorded: 1497 of 1000 came back).
 */
export function activemqPrefetch({ consumers, settings: { topic } }: ActivemqSetup): Look {
	return overfull(
		consumers.flatMap(({ settings }, ordinal): Window[] => {
			const { prefetch: most, acknowledgeMode, optimizeAcknowledge } = settings;
			const oneByOne =
				optimizeAcknowledge === 0 &&
				(acknowledgeMode === mode.auto || (acknowledgeMode === mode.dupsOk && topic === 0));
			const buffered: Window = {
				most: acknowledgeMode === mode.individual ? Math.ceil(1.5 * most) : most,
				held: (engine) => engine.activemqBuffered(ordinal),
				name: `in the buffer of ${ordinal}`
			};
			const given: Window = {
				most,
				held: (engine) => engine.activemqUnacked(ordinal),
				name: `given to ${ordinal}`
			};
			return oneByOne ? [buffered, given] : [buffered];
		})
	);
}
