/** What Raft promises of a quorum queue's log at every moment, whatever is configured and breaks. */
import type { RabbitmqSetup } from '#lib/sim';
import type { Look } from './watched-run';

/**
 * What has taken effect, and so may be confirmed, is on the disks of more than half of the members
 * (Raft, 5.3; "Quorum Queues", data safety), and whoever leads the newest term has all of it
 * (5.4, leader completeness).
 */
export function raftSafety({ queue, queues, nodes }: RabbitmqSetup): Look {
	if (queue.kind !== 'quorum') return () => null;
	const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
	const size = queue.mirrors + 1;
	const groups = numbers(queues).map((index) => ({
		index,
		// Queues are declared on the nodes in turn.
		members: numbers(size).map((step) => (index + step) % nodes),
		newestTerm: 1
	}));
	return (engine) => {
		for (const group of groups) {
			const { index, members } = group;
			const applied = engine.quorumApplied(index);
			const keepers = members.filter((node) => engine.quorumKeeps(index, node) >= applied);
			if (2 * keepers.length <= size) {
				return `queue ${index}: entry ${applied} took effect, on the disks of ${keepers.join()}`;
			}
			for (const node of members) {
				const term = engine.quorumLeading(index, node);
				// One that stands still may take itself for the leader long after.
				if (term < group.newestTerm) continue;
				group.newestTerm = term;
				const has = engine.quorumHas(index, node);
				if (has < applied) return `queue ${index}: ${node} leads with ${has} of ${applied} entries`;
			}
		}
		return null;
	};
}
