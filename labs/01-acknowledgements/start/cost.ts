import { chart, rabbitmq, show, sweep } from 'lab';
import { queue, size } from './settings';

const table = await sweep(
	{
		broker: rabbitmq({ queue }),
		producers: { messages: 5_000, size, delivery: 'persistent' },
		consumers: { prefetch: 1_000 }
	},
	{
		'producers.batch': [1, 10, 100, 1_000],
		'producers.ack': ['none', 'confirm', 'transaction'],
		'broker.queue.mirrors': [0, 1, 2]
	},
	{ seeds: 3 }
);

show(
	chart.line(table, {
		x: 'producers.batch',
		y: 'throughput.produced',
		series: 'producers.ack',
		facet: 'broker.queue.mirrors',
		xScale: 'log'
	})
);
