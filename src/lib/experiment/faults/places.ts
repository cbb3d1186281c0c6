/** Who there is in an experiment for a fault to strike. */
export interface Places {
	/** `kafka-1`, `kafka-2`, … */
	nodes: readonly string[];
	/** Number of what is led under this name (a queue, a partition), or null: `orders/2` is 2. */
	leaderIndex: (name: string) => number | null;
	/** Some names that `leader(…)` knows, to be listed in a complaint. */
	leaders: readonly string[];
	/** Kafka: the broker that keeps the cluster's metadata. */
	hasController: boolean;
	/** Whether a client can be closed in good order, beside being killed. */
	stopsClients: boolean;
	/** Whether it is simulated that clients stay on either side of a partition. */
	partitionsOf: { broker: string; placesClients: boolean };
	producers: number;
	consumers: number;
}

export type Target =
	| { kind: 'node' | 'producer' | 'consumer' | 'leader'; index: number }
	| { kind: 'controller'; index: 0 };

const clientForm = /^(producer|consumer)(?:-(\d{1,3}))?$/;
const leaderForm = /^leader(?:\((.+)\))?$/;

/** What the name stands for here, or null where there is nothing of that name. */
export function findTarget(name: string, places: Places): Target | null {
	const node = places.nodes.indexOf(name);
	if (node >= 0) return { kind: 'node', index: node };
	if (name === 'controller') return places.hasController ? { kind: 'controller', index: 0 } : null;
	const leader = leaderForm.exec(name);
	if (leader) {
		const index = leader[1] === undefined ? 0 : places.leaderIndex(leader[1]);
		return index === null ? null : { kind: 'leader', index };
	}
	const client = clientForm.exec(name);
	if (!client) return null;
	const kind = client[1] === 'producer' ? 'producer' : 'consumer';
	const index = Number(client[2] ?? 1) - 1;
	const count = kind === 'producer' ? places.producers : places.consumers;
	return index >= 0 && index < count ? { kind, index } : null;
}

/** The names for a complaint; a long row of clients is cut. */
export function nodeTargets({ nodes, leaders, hasController }: Places): string[] {
	const led = leaders.map((name) => `leader(${name})`);
	return [...nodes, 'leader', ...led, ...(hasController ? ['controller'] : [])];
}

export function clientTargets({ producers, consumers }: Places): string[] {
	return [...clientNames('producer', producers), ...clientNames('consumer', consumers)];
}

function clientNames(role: 'producer' | 'consumer', count: number): string[] {
	if (count === 0) return [];
	return [role, ...Array.from({ length: count }, (_, index) => `${role}-${index + 1}`)];
}
