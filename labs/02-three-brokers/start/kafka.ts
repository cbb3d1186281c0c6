import { experiment, kafka } from 'lab';
import { consumers, faults, messages, type Dials } from './workload';

export const onKafka = ({ wait, batch, copies, fault, version }: Dials) =>
	experiment({
		label: `Kafka ${version}`,
		broker: kafka({ version, topic: { replicationFactor: copies + 1 } }),
		producers: {
			...messages,
			acks: ({ nothing: 0, acknowledged: 1, replicated: 'all' } as const)[wait],
			...(version === '0.8' ? oldClient(wait, batch) : javaClient(batch))
		},
		consumers: { ...consumers, offsetReset: 'earliest', commitEvery: 'poll' },
		faults: faults({ fault })
	});

/** The client of 0.8 counts messages. Asynchronously it does not wait, and tells nobody of a failure. */
const oldClient = (wait: Dials['wait'], batch: number) =>
	({ mode: wait === 'nothing' ? 'async' : 'sync', batchMessages: batch }) as const;

/** Today's counts bytes, and sends what it has after the linger. One batch under way at a time. */
const javaClient = (batch: number) => ({
	batchSize: batch === 1 ? 0 : batch * (messages.size + 100),
	linger: batch === 1 ? 0 : ('1s' as const),
	maxInFlight: 1
});
