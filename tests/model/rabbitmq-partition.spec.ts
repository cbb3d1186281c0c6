/**
 * RabbitMQ, partitions of a cluster whose clients stay with their nodes: rule R29 and "Clustering
 * and Network Partitions". Node 0 has the queue's master, nodes 1 and 2 are cut off from it, or 2
 * from both. The cut is at 1 s, noticed 2 s later, and over at 6 s, unless a test says otherwise.
 */
import { describe, expect, it } from 'vitest';
import type { PartitionClients, SimulationResult } from '#lib/sim';
import { lateConsumer, nodeFault, partition, run, second, type Choice } from './setups';

const cutAt = { atUs: second };
const streaming = { ack: 'confirm' as const, window: 200, rate: 1000 };

function cutOff(nodes: number[], choice: Choice = {}, clients: PartitionClients = 'divided') {
	return run({
		nodes: 3,
		queue: { mirrors: 2 },
		netTickUs: 2 * second,
		producers: [
			{ ...streaming, node: 0, messages: 8000 },
			{ ...streaming, node: 2, messages: 8000 }
		],
		faults: [partition(nodes, cutAt, 5 * second, clients)],
		...choice
	});
}

const lostToWinner = ({ causes }: SimulationResult): number =>
	causes['partition-loser-discarded'] ?? 0;

describe('R29: two sides of a cluster with a mirrored queue', () => {
	it('shorter than net_ticktime a partition costs nothing but time, whatever the handling', () => {
		for (const partitionHandling of ['ignore', 'pause_minority', 'autoheal'] as const) {
			const { totals } = cutOff([2], {
				partitionHandling,
				consumers: [{}],
				faults: [partition([2], cutAt, 1.5 * second, 'divided')]
			});
			expect(totals).toMatchObject({ lost: 0, processed: 16_000, duplicateDeliveries: 0 });
		}
	});

	it('autoheal: both sides go on and confirm; the side with fewer connections loses what only it had', () => {
		const result = cutOff([2], {
			partitionHandling: 'autoheal',
			consumers: [{ node: 1 }, { node: 0 }]
		});
		const { totals } = result;
		// What the second producer published in the 5 s: nothing was confirmed before 3.1 s, then all.
		expect(lostToWinner(result)).toBeGreaterThan(2500);
		expect(lostToWinner(result)).toBeLessThanOrEqual(5000);
		expect(totals.lostAcknowledged).toBeGreaterThan(2500);
		expect(totals.lost).toBe(lostToWinner(result));
	});

	it('autoheal: where most clients are decides, not where the master was', () => {
		const winner = cutOff([2], {
			partitionHandling: 'autoheal',
			consumers: [{ node: 2 }, { node: 2 }]
		});
		// Now the master's side restarts: what its producer published meanwhile is gone.
		expect(lostToWinner(winner)).toBeGreaterThan(2500);
	});

	it('autoheal: with as many connections the side with more nodes stays', () => {
		const result = cutOff([2], { partitionHandling: 'autoheal' });
		const ofFirst = result.fates.stillQueued;
		expect(lostToWinner(result)).toBeGreaterThan(2500);
		// All of the first producer's, and the second's but those of the partition.
		expect(ofFirst).toBe(16_000 - result.totals.lost);
		expect(ofFirst).toBeGreaterThan(8000);
	});

	it('ignore: the two stay apart after the end; nothing is lost until somebody restarts a side', () => {
		const result = cutOff([2], { partitionHandling: 'ignore' });
		expect(result.totals.lost).toBe(0);
		expect(result.fates.stillQueued).toBe(16_000);
	});

	it('ignore: a node that is restarted afterwards joins the others and its messages are lost', () => {
		const faults = [
			partition([2], cutAt, 5 * second, 'divided'),
			nodeFault('stop', 2, { atUs: 9 * second }, second)
		];
		const result = cutOff([2], { partitionHandling: 'ignore', faults });
		expect(lostToWinner(result)).toBeGreaterThan(4000);
		expect(result.totals.lost).toBe(lostToWinner(result));
		// Restarted while the network is still cut it has nobody to join.
		const early = cutOff([2], {
			partitionHandling: 'ignore',
			faults: [faults[0]!, nodeFault('stop', 2, { atUs: 4 * second }, second)]
		});
		expect(lostToWinner(early)).toBe(0);
	});

	it('ignore: the restart of the other side gives up the other side’s', () => {
		const restarts = [0, 1].map((node) => nodeFault('stop', node, { atUs: 9 * second }, second));
		const result = cutOff([2], {
			partitionHandling: 'ignore',
			faults: [partition([2], cutAt, 5 * second, 'divided'), ...restarts],
			producers: [
				{ ...streaming, node: 0, messages: 7000 },
				{ ...streaming, node: 2, messages: 2000 }
			]
		});
		// The first producer's from the cut on, confirmed by the master's side; a window's worth may be on both.
		expect(lostToWinner(result)).toBeGreaterThan(5500);
		expect(lostToWinner(result)).toBeLessThanOrEqual(6100);
	});

	it('ignore: what both sides have is processed on both, and the ledger says so', () => {
		const { totals, causes } = cutOff([2], {
			partitionHandling: 'ignore',
			producers: [{ ...streaming, node: 0, messages: 3000 }],
			consumers: [{ node: 0 }, { node: 2 }],
			faults: [
				partition([2], cutAt, 5 * second, 'divided'),
				lateConsumer(20 * second, 0),
				lateConsumer(20 * second, 1)
			]
		});
		expect(totals.processed).toBe(3000);
		// Everything up to the cut was on every replica.
		expect(causes['requeued-at-failover']).toBeGreaterThan(900);
	});

	it('ignore: after the end a mirrored queue that one side has alone serves both again', () => {
		const { totals, causes, latencyMs } = cutOff([2], {
			partitionHandling: 'ignore',
			queue: { mirrors: 1 },
			producers: [{ ...streaming, node: 2, messages: 8000 }],
			consumers: [{ node: 2 }]
		});
		// Its tables still name it: what is published there is refused until the end, not lost (R27).
		expect(totals).toMatchObject({ lost: 0, processed: 8000 });
		expect(causes['queue-home-node-down']).toBeUndefined();
		expect(latencyMs.max).toBeGreaterThan(4500);
		expect(latencyMs.max).toBeLessThan(6000);
	});

	it('pause_minority: the smaller side stops, its clients wait, and nothing confirmed is lost', () => {
		const { totals, causes } = cutOff([2], {
			partitionHandling: 'pause_minority',
			consumers: [{ node: 0 }]
		});
		expect(causes['partition-loser-discarded']).toBeUndefined();
		expect(totals.lost).toBe(0);
		expect(totals.processed).toBe(16_000);
	});

	it('pause_minority: the master’s node is the minority: a mirror of the others takes over', () => {
		const result = cutOff([0], {
			partitionHandling: 'pause_minority',
			consumers: [{ node: 1 }]
		});
		expect(result.totals.lost).toBe(0);
		expect(result.totals.processed).toBe(16_000);
		expect(result.totals.redelivered).toBeGreaterThan(0);
	});

	it('pause_minority: of two nodes neither is a majority, both stop', () => {
		const two = { nodes: 2, queue: { mirrors: 1 }, partitionHandling: 'pause_minority' as const };
		const { unavailableMs, totals } = cutOff([1], {
			...two,
			producers: [0, 1].map((node) => ({ ...streaming, node, messages: 4000 })),
			consumers: [{ node: 0 }]
		});
		// From the cut, where confirms stop, everything stands by 3 s at the latest, until 6 s.
		expect(unavailableMs).toBeGreaterThanOrEqual(3000);
		expect(totals.lost).toBe(0);
		expect(totals.processed).toBe(totals.attempted);
	});

	it('pause_minority: clients who reach all nodes go to the majority', () => {
		const latest = (clients: PartitionClients) =>
			cutOff([2], { partitionHandling: 'pause_minority', consumers: [{}] }, clients);
		const everywhere = latest('everywhere');
		const divided = latest('divided');
		expect(everywhere.totals.lost + divided.totals.lost).toBe(0);
		// Divided, the second producer waits for the end of the partition.
		expect(divided.latencyMs.max - everywhere.latencyMs.max).toBeGreaterThan(2000);
	});

	it('a node that was stopped takes its time to come back', () => {
		const longest = (restartUs: number) =>
			cutOff([1], {
				nodes: 2,
				queue: { mirrors: 1 },
				partitionHandling: 'pause_minority',
				producers: [{ ...streaming, messages: 4000 }],
				consumers: [{}],
				restartUs
			}).latencyMs.max;
		expect(longest(4 * second) - longest(0)).toBeGreaterThan(3500);
	});

	it('is noticed after net_ticktime, a quarter sooner or later by chance', () => {
		const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map(
			(seed) =>
				cutOff([0], {
					seed,
					netTickSpread: 0.25,
					partitionHandling: 'autoheal',
					producers: [{ ...streaming, node: 1, messages: 8000 }],
					consumers: [{ node: 1 }, { node: 1 }]
				}).unavailableMs
		);
		expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1500 + 120);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(2500 + 180);
		expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(200);
	});
});

describe('R29, R25: an unmirrored queue', () => {
	const unmirrored: Choice = { queue: { mirrors: 0 }, consumers: [{ node: 0 }] };

	it.each(['ignore', 'autoheal'] as const)(
		'%s: it vanishes for the other side, whose publishes are confirmed and lost',
		(partitionHandling) => {
			const { causes, totals } = cutOff([2], { ...unmirrored, partitionHandling });
			expect(causes['queue-home-node-down']).toBeGreaterThan(2500);
			expect(totals.lostAcknowledged).toBe(totals.lost);
		}
	);

	it('autoheal: it stays where it is though its side loses, and its persistent messages with it', () => {
		const choice: Choice = {
			partitionHandling: 'autoheal',
			queue: { mirrors: 0 },
			producers: [{ ...streaming, node: 0, messages: 3000 }],
			consumers: [{ node: 2 }, { node: 2 }]
		};
		const { totals, causes } = cutOff([2], choice);
		expect(causes['partition-loser-discarded']).toBeUndefined();
		expect(totals.processed).toBe(3000);
		const transient = cutOff([2], {
			...choice,
			producers: [{ ...streaming, node: 0, messages: 3000, persistent: false }]
		});
		expect(transient.causes['transient-at-clean-stop']).toBeGreaterThan(100);
	});

	it('pause_minority: the node of the queue stops and brings it back', () => {
		const { totals, unavailableMs } = cutOff([0], {
			...unmirrored,
			partitionHandling: 'pause_minority',
			producers: [{ ...streaming, node: 0, messages: 6000 }]
		});
		expect(totals.lost).toBe(0);
		expect(totals.processed).toBe(6000);
		expect(unavailableMs).toBeGreaterThanOrEqual(3000);
	});
});

describe('R29: a quorum queue', () => {
	it.each(['ignore', 'pause_minority', 'autoheal'] as const)(
		'%s: the smaller side has no leader, and nothing is lost',
		(partitionHandling) => {
			for (const nodes of [[2], [0]]) {
				const { totals, causes } = cutOff(nodes, {
					partitionHandling,
					queue: { kind: 'quorum', mirrors: 2 },
					consumers: [{ node: 1 }]
				});
				expect(causes['partition-loser-discarded']).toBeUndefined();
				expect(totals).toMatchObject({ lost: 0, processed: 16_000 });
			}
		}
	);
});

describe('deliveries to a consumer on another node', () => {
	it('wait at a cut between the nodes, as all that nodes send to one another', () => {
		const far = cutOff([2], {
			queue: { mirrors: 0 },
			producers: [{ node: 0, messages: 3000, rate: 1000 }],
			consumers: [{ node: 2 }],
			faults: [partition([2], cutAt, 1.5 * second, 'divided')]
		});
		expect(far.totals).toMatchObject({ processed: 3000, duplicateDeliveries: 0 });
		expect(far.latencyMs.max).toBeGreaterThanOrEqual(1450);
	});
});
