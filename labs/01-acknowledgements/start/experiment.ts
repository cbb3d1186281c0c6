import { crash, experiment, rabbitmq } from 'lab';
import { params } from 'lab/params';
import { queue, size } from './settings';

export default experiment({
	broker: rabbitmq({ queue: { ...queue, mirrors: params.mirrors } }),
	producers: {
		messages: 6_000,
		rate: 2_000,
		arrivals: 'poisson',
		size,
		delivery: params.delivery,
		ack: params.ack,
		batch: params.batch,
		retry: false
	},
	consumers: { prefetch: 100, processing: { distribution: 'exponential', mean: '1ms' } },
	faults: [crash('rabbit-1', { at: '1.5s', restartAfter: '2s' })]
});
