/**
 * Watches a run of Kafka from outside, after every few events: what its brokers and consumers hold
 * for true at that moment. Keeps the first thing that must never be seen, by the promise it breaks.
 */
import type { Choice, Engine } from './kafka-engine';

type Look = (engine: Engine) => string | null;

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

interface Size {
	partitions: number;
	nodes: number;
	groups: number;
}

function sizeOf({ broker, nodes = 3, consumers = [] }: Choice): Size {
	const groups = new Set(consumers.map(({ group = 0 }) => group)).size;
	return { partitions: broker?.partitions ?? 1, nodes, groups };
}

/** A leader's high watermark does not fall while it leads, and never passes the end of its log. */
function markOfLeaders({ partitions, nodes }: Size): Look {
	const places = range(partitions * nodes).map((place) => ({
		partition: place % partitions,
		node: Math.floor(place / partitions)
	}));
	const last = places.map(() => ({ epoch: 0, mark: 0 }));
	return (engine) => {
		for (const [index, { partition, node }] of places.entries()) {
			const before = last[index];
			const epoch = engine.kafkaLeading(partition, node);
			if (epoch === 0 || !before) {
				// It may lead again, from what it had written down.
				last[index] = { epoch: 0, mark: 0 };
				continue;
			}
			const mark = engine.kafkaHighWatermark(partition, node);
			const where = `partition ${partition} on node ${node} in epoch ${epoch}`;
			if (epoch === before.epoch && mark < before.mark) {
				return `${where}: from ${before.mark} back to ${mark}`;
			}
			const end = engine.kafkaLogEnd(partition, node);
			if (mark > end) return `${where}: ${mark} beyond the log's end ${end}`;
			last[index] = { epoch, mark };
		}
		return null;
	};
}

/** What a leader has shown to readers stands at the same offset on every leader after it. */
function shownStays({ partitions, nodes }: Size): Look {
	const shown = range(partitions).map((): number[] => []);
	const newest = shown.map(() => ({ epoch: 0, node: -1 }));
	const checked = new Map<string, number>();

	function compare(engine: Engine, partition: number, node: number, to: number): string | null {
		const epoch = engine.kafkaLeading(partition, node);
		const words = shown[partition] ?? [];
		const place = `${partition} ${node} ${epoch}`;
		for (let offset = checked.get(place) ?? 0; offset < to; offset++) {
			const word = engine.kafkaLogWord(partition, node, offset);
			if (offset === words.length) words.push(word);
			else if (words[offset] !== word) {
				return `partition ${partition}, offset ${offset}: another record on node ${node}, epoch ${epoch}`;
			}
		}
		checked.set(place, Math.max(checked.get(place) ?? 0, to));
		return null;
	}

	return (engine) => {
		for (let partition = 0; partition < partitions; partition++) {
			const words = shown[partition] ?? [];
			for (let node = 0; node < nodes; node++) {
				const epoch = engine.kafkaLeading(partition, node);
				if (epoch === 0) continue;
				const isNewest = epoch >= (newest[partition]?.epoch ?? 0);
				if (isNewest) newest[partition] = { epoch, node };
				const end = engine.kafkaLogEnd(partition, node);
				if (isNewest && end < words.length) {
					return `partition ${partition}: node ${node} leads epoch ${epoch} with ${end} of ${words.length} shown`;
				}
				const mark = engine.kafkaHighWatermark(partition, node);
				const wrong = compare(
					engine,
					partition,
					node,
					isNewest ? Math.max(mark, words.length) : mark
				);
				if (wrong) return wrong;
			}
		}
		return null;
	};
}

/** No two members of a group read a partition. */
function oneOwner({ partitions, groups }: Size): Look {
	return (engine) => {
		for (let group = 0; group < groups; group++) {
			for (let partition = 0; partition < partitions; partition++) {
				const holders = engine.kafkaHolders(group, partition);
				if ((holders & (holders - 1)) !== 0) {
					return `group ${group}, partition ${partition}: consumers ${holders.toString(2)}`;
				}
			}
		}
		return null;
	};
}

const none = 0xffff_ffff;

/** What the coordinator (0.8: ZooKeeper) has as committed has been processed. */
function committedAfterWork({ partitions, groups }: Size): Look {
	return (engine) => {
		for (let place = 0; place < groups * partitions; place++) {
			const [group, partition] = [Math.floor(place / partitions), place % partitions];
			const committed = engine.kafkaCommitted(group, partition) >>> 0;
			const processed = engine.kafkaProcessed(group, partition);
			if (committed === none || committed <= processed) continue;
			return `group ${group}, partition ${partition}: committed ${committed}, processed up to ${processed}`;
		}
		return null;
	};
}

const judges = {
	'the high watermark': markOfLeaders,
	'what was shown': shownStays,
	'one owner': oneOwner,
	'committed after the work': committedAfterWork
} as const;

export type Watched = keyof typeof judges;

/** A watch for a run, and what it has seen go wrong. */
export function watching(choice: Choice): {
	watch: (engine: Engine) => void;
	seen: Partial<Record<Watched, string>>;
} {
	const size = sizeOf(choice);
	const seen: Partial<Record<Watched, string>> = {};
	const looks = Object.entries(judges).map(([name, judge]) => [name, judge(size)] as const);
	const watch = (engine: Engine): void => {
		for (const [name, look] of looks) {
			if (name in seen) continue;
			const wrong = look(engine);
			if (wrong) seen[name as Watched] = `${wrong}, at ${Number(engine.now.value)} µs`;
		}
	};
	return { watch, seen };
}
