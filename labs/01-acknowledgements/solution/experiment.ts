import { crash, experiment, rabbitmq } from 'lab';
import { params } from 'lab/params';
import { nodes, queue, size } from './settings';

export default experiment({
	broker: rabbitmq({ nodes, queue: { ...queue, mirrors: params.mirrors } }),
	producers: {
		messages: 6_000,
		rate: 2_000,
		size,
		delivery: 'persistent',
		ack: 'confirm',
		batch: 100,
		retry: true
	},
	consumers: { ack: 'manual', prefetch: 100, processing: '1ms' },
	faults: [crash('rabbit-1', { at: '1.5s', restartAfter: '2s' })]
});
