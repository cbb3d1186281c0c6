import { experiment, rabbitmq } from 'lab';
import { consumers, faults, messages, type Dials } from './workload';

/** A confirm waits for the disk, and in a mirrored queue for every mirror: there is no half of it. */
export const onRabbitmq = ({ wait, batch, copies, fault }: Dials) =>
	experiment({
		label: 'RabbitMQ',
		broker: rabbitmq({ queue: { durable: true, mirrors: copies } }),
		producers: {
			...messages,
			delivery: 'persistent',
			ack: wait === 'nothing' ? 'none' : 'confirm',
			batch
		},
		consumers: { ...consumers, prefetch: 100 },
		faults: faults({ fault })
	});
