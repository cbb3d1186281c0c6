import { toExperiment, toSetup, type ExperimentSpec } from '#lib/experiment';
import type { Setup } from '#lib/sim';

/**
 * The standard RabbitMQ experiment: one durable queue, persistent messages with streaming confirms,
 * manual acknowledgement, a load below capacity. Ledger, series and histograms are always on.
 */
export function standardSpec(messages: number): ExperimentSpec {
	return {
		broker: { type: 'rabbitmq' },
		producers: {
			messages,
			rate: 5000,
			delivery: 'persistent',
			ack: 'confirm',
			window: 100,
			retry: true
		},
		consumers: { prefetch: 100, processing: '100us' },
		limit: '10min'
	};
}

/** The same messages with nobody to consume them: every one stays in the queue. */
export function backlogSpec(messages: number): ExperimentSpec {
	return {
		...standardSpec(messages),
		producers: { messages, delivery: 'persistent', ack: 'none' },
		consumers: { count: 0 }
	};
}

export function setupOf(spec: ExperimentSpec): Setup {
	const experiment = toExperiment(spec);
	if (!experiment.ok) throw new Error(experiment.problems.map(({ text }) => text).join('\n'));
	return toSetup(experiment.value);
}
