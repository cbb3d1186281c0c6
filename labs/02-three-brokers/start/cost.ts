import { chart, show, sweep } from 'lab';
import { onActivemq } from './activemq';
import { onKafka } from './kafka';
import { onRabbitmq } from './rabbitmq';
import { atFullSpeed, dials } from './workload';

const on = { rabbitmq: onRabbitmq, kafka: onKafka, activemq: onActivemq };

const table = await sweep(
	({ broker, wait, batch }) => atFullSpeed(on[broker]({ ...dials, wait, batch })),
	{
		broker: ['rabbitmq', 'kafka', 'activemq'],
		wait: ['nothing', 'acknowledged', 'replicated'],
		batch: [1, 10, 100, 1_000]
	},
	{ seeds: 3 }
);

show(
	chart.line(table, {
		x: 'batch',
		y: 'throughput.processed',
		series: 'wait',
		facet: 'broker',
		xScale: 'log',
		yScale: 'log'
	})
);
