import { activemq, experiment } from 'lab';
import { consumers, faults, messages, type Dials } from './workload';

/** A slave is a second process at the same store: it takes over, but it holds no copy. */
export const onActivemq = ({ wait, batch, copies, fault }: Dials) =>
	experiment({
		label: 'ActiveMQ',
		broker: activemq(copies === 0 ? {} : { topology: 'shared-store', nodes: copies + 1 }),
		producers: { ...messages, deliveryMode: 'persistent', ...sends(wait, batch) },
		consumers: { ...consumers, style: 'listener' },
		faults: faults({ fault })
	});

/** JMS has no confirms to collect: a batch that is waited for once is a transaction. */
const sends = (wait: Dials['wait'], batch: number) => {
	if (wait === 'nothing') return { asyncSend: true };
	return batch === 1 ? {} : { transacted: true, commitEvery: batch };
};
