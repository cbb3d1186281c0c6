import { crash, cut, pause, powerLoss, type ExperimentSpec } from 'lab';
import { params } from 'lab/params';

export type Dials = typeof params;

/** As the dials stand. What is written after them counts instead: `{ ...params, batch: 100 }`. */
export const dials: Dials = { ...params, wait: 'replicated', batch: 100, copies: 2 };

/** The same for all three: 1 000 messages of 1 KB a second, for twelve seconds. */
export const messages = {
	messages: 12_000,
	rate: 1_000,
	arrivals: 'poisson',
	size: 1_000,
	retry: true
} as const;

/** One consumer, a little slower than the messages come, so that a backlog grows. */
export const consumers = {
	processing: { distribution: 'exponential', mean: '1.2ms' }
} as const;

/** What goes wrong after two seconds. The leader is whichever node serves at that moment. */
export const faults = ({ fault }: Pick<Dials, 'fault'>) => [
	{
		crash: crash('leader', { at: '2s', restartAfter: '12s' }),
		'power loss': powerLoss('leader', { at: '2s', restartAfter: '12s' }),
		'silent pause': pause('leader', { at: '2s', for: '4s' }),
		'lost answer': cut('producer', { at: '2s' })
	}[fault]
];

/** The same without a fault, as fast as it goes, and a consumer that is in nobody's way. */
export function atFullSpeed<Spec extends ExperimentSpec>(spec: Spec): Spec {
	const { rate: _rate, ...producers } = spec.producers ?? {};
	return {
		...spec,
		producers,
		consumers: { ...spec.consumers, processing: '5us' },
		faults: []
	};
}
