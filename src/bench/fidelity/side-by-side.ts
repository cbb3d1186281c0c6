/** The three brokers on the machine of the recordings, cell by cell of side-by-side.json. */
import type { ExperimentSpec } from '#lib/experiment';
import { acknowledged, produced, type Cell } from './measure';
import { readSideBySide } from './truth';

export interface RecordedCell extends Cell {
	recorded: number;
}

const nobody = { count: 0 };

/** `B publish|plain|stream1000|persistent|1024B`. */
function rabbitmqCell(cell: string): Omit<Cell, 'id'> {
	const [, queue = '', mode = '', delivery = ''] = cell.split('|');
	const kind = /^[a-z]+/.exec(mode)?.[0] ?? '';
	const count = Number(/\d+$/.exec(mode)?.[0] ?? 1);
	const ack = kind === 'none' ? 'none' : kind === 'tx' ? 'transaction' : 'confirm';
	const cluster = {
		plain: {},
		ha3: { nodes: 3, queue: { mirrors: 2, syncMode: 'automatic' } },
		quorum3: { nodes: 3, queue: { kind: 'quorum' } }
	} as const;
	return {
		spec: {
			broker: { type: 'rabbitmq', ...cluster[queue as keyof typeof cluster] },
			producers: {
				messages: messagesFor(ack === 'none' ? 1000 : count),
				size: 1024,
				delivery: delivery === 'persistent' ? 'persistent' : 'transient',
				ack,
				...(kind === 'stream' ? { window: count } : { batch: count }),
				retry: true
			},
			consumers: nobody
		},
		read: ack === 'none' ? produced : acknowledged
	};
}

/** Enough for a steady state: the more at once, the more. */
const messagesFor = (atOnce: number): number =>
	atOnce >= 100 ? 20_000 : atOnce >= 10 ? 3000 : 800;

/** `C5 diskSyncs=true|transacted 100`. */
function activemqCell(cell: string): Omit<Cell, 'id'> {
	const [syncs = '', mode = ''] = cell.split('|');
	const commitEvery = Number(/\d+$/.exec(mode)?.[0] ?? 0);
	return {
		spec: {
			broker: { type: 'activemq', diskSync: syncs.endsWith('true') ? 'always' : 'never' },
			producers: {
				messages: mode.endsWith('async') ? 100_000 : messagesFor(commitEvery),
				size: 1024,
				deliveryMode: mode.startsWith('non-') ? 'non-persistent' : 'persistent',
				asyncSend: mode.endsWith('async'),
				...(commitEvery > 0 && { transacted: true, commitEvery })
			},
			consumers: nobody
		},
		read: mode.endsWith('async') ? produced : acknowledged
	};
}

/** `old sync list50 acks-1 rf3 1000B`. */
function kafkaCell(cell: string): Omit<Cell, 'id'> {
	const list = /list(\d+)/.exec(cell)?.[1];
	const acks = /acks(-?\d)/.exec(cell)?.[1] ?? '1';
	const replicationFactor = Number(/rf(\d)/.exec(cell)?.[1] ?? 1);
	const size = Number(/(\d+)B/.exec(cell)?.[1] ?? 1000);
	const batchMessages = Number(list ?? 200);
	return {
		spec: {
			broker: { type: 'kafka', version: '0.8', nodes: 3, topic: { replicationFactor } },
			producers: {
				messages: batchMessages === 1 ? 2000 : 60_000,
				size,
				mode: list ? 'sync' : 'async',
				acks: acks === '-1' ? 'all' : acks === '0' ? 0 : 1,
				batchMessages,
				...(list ? {} : { enqueueTimeout: 'block' })
			},
			consumers: nobody
		} satisfies ExperimentSpec,
		// 0.8's asynchronous producer tells the application of no acknowledgement.
		read: acks === '0' || !list ? produced : acknowledged
	};
}

export function sideBySideCells(): RecordedCell[] {
	return readSideBySide().map(({ broker, cell, median }) => {
		const make = broker.startsWith('kafka')
			? kafkaCell
			: broker.startsWith('activemq')
				? activemqCell
				: rabbitmqCell;
		return { id: `${broker} ${cell}`, recorded: median, ...make(cell) };
	});
}
