/** What a consumer knows of a partition that it reads. */
import { KafkaConsumer } from './consumer';

export const enum Hold {
	/** Not its own. */
	None = 0,
	/** Its own; where to begin is being asked. */
	Locating,
	/** Nothing is committed: the log's begin or end is being asked, as the reset policy says. */
	Resetting,
	Ready,
	/** Another leader epoch: it is being asked how far that log is the one that was read. */
	Validating,
	/** Not as far as it was read; the next poll goes back. */
	Diverged
}

/** The leader is not known. */
export const NO_LEADER: u32 = 255;

@unmanaged
export class Claim {
	hold: u8;
	leader: u8;
	/** Rises when the partition is taken away: what was asked or fetched before is void. */
	epoch: u16;
	/** Offset to fetch next. */
	fetchOffset: u32;
	/** Offset after what was handed to the application: what a commit says now. */
	position: u32;
	/** Offset after what it has processed. */
	done: u32;
	/** What it last asked to be committed. */
	saved: u32;
	/** The newest leader epoch that it has heard of. */
	leaderEpoch: u32;
	/** Where the leader's log departs from what was read. */
	divergesAt: u32;
	/** Answers with this partition that are not used up. */
	answers: u32;
}

export function claimOf(consumer: KafkaConsumer, partition: u32): Claim {
	return changetype<Claim>(consumer.claims + <usize>partition * offsetof<Claim>());
}
