/**
 * The tables of relative costs of docs/model.md that no test of a broker compares already: Kafka's.
 * RabbitMQ's and ActiveMQ's are in side-by-side.json too, cell by cell.
 */
import { acknowledged, produced } from './measure';
import type { RecordedCell } from './side-by-side';

interface Line {
	acks: 0 | 1 | 'all';
	replicas: number;
	/** Lists of 1, 10, 50 and 200, then asynchronous with 200. */
	recorded: [number, number, number, number, number];
}

/** 0.8.2, old producer, 100 B; 1 is the first cell. */
const lines: Line[] = [
	{ acks: 0, replicas: 1, recorded: [1, 8.6, 36, 78, 50] },
	{ acks: 1, replicas: 1, recorded: [0.4, 3.9, 15, 34, 27] },
	{ acks: 1, replicas: 3, recorded: [0.24, 1.9, 8.1, 21, 19] },
	{ acks: 'all', replicas: 3, recorded: [0.12, 1.1, 4.7, 13.5, 10.6] }
];
const lists = [1, 10, 50, 200] as const;

/** Recorded as multiples of the first cell, which is the unit. */
export function kafka08Cells(): RecordedCell[] {
	return lines.flatMap(({ acks, replicas, recorded }) =>
		recorded.map((relative, index): RecordedCell => {
			const list = lists[index];
			const batchMessages = list ?? 200;
			return {
				id: `kafka-0.8 relative acks ${acks}, ${replicas} replicas, ${list ?? 'async'}`,
				recorded: relative,
				spec: {
					broker: {
						type: 'kafka',
						version: '0.8',
						nodes: 3,
						topic: { replicationFactor: replicas }
					},
					producers: {
						messages: batchMessages === 1 ? 2000 : 60_000,
						size: 100,
						mode: list ? 'sync' : 'async',
						acks,
						batchMessages,
						...(list ? {} : { enqueueTimeout: 'block' })
					},
					consumers: { count: 0 }
				},
				// 0.8's asynchronous producer tells the application of no acknowledgement.
				read: acks === 0 || !list ? produced : acknowledged
			};
		})
	);
}
