import { chart, show, sweep } from 'lab';
import { params } from 'lab/params';
import { onActivemq } from './activemq';
import { onKafka } from './kafka';
import { onRabbitmq } from './rabbitmq';

const on = { rabbitmq: onRabbitmq, kafka: onKafka, activemq: onActivemq };

/** As fast as it goes, and nothing goes wrong. */
const table = await sweep(
	({ broker, wait, batch }) => {
		const { producers, ...spec } = on[broker]({ ...params, wait, batch });
		return { ...spec, producers: { ...producers, rate: undefined }, faults: [] };
	},
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
		xScale: 'log'
	})
);
