/** Kafka 3.9: scenarios in which a broker or a producer fails (P1 – P7). */
import {
	acknowledged,
	delivered,
	distinct,
	duplicates,
	failed,
	failedButInLog,
	longestAckGapMs,
	lost,
	lostAcknowledged,
	lostUnacknowledged,
	reordered
} from './kafka-fields';
import { leaderNow, missed, socketsLost, stepsBack, tailLost } from './kafka-3.9-fields';
import {
	answersSwallowed,
	followersStandStill,
	leaderEnds,
	leaderStandsStill,
	producerKilled,
	staleFollower,
	staleFollowerAlone
} from './kafka-3.9-experiments';
import {
	between,
	kind,
	meets,
	near,
	notCompared,
	recorded,
	type Expectations,
	type Plan,
	type Plans,
	type Reading
} from './plan';

const someSeeds = [1, 2];

const killed = (fields: Expectations = {}): Plan => ({
	experiment: leaderEnds('crash'),
	seeds: someSeeds,
	fields
});

/** Five requests in flight come out in reverse (K6); how much is in each is a question of how busy the machine was. */
const reversed: Expectations = {
	reordered: kind(reordered, 'how much is in each batch hangs on how busy the machine was'),
	stepsBack: recorded(stepsBack)
};

const cut = (fields: Expectations = {}): Plan => ({
	experiment: answersSwallowed,
	fields: {
		duplicates: kind(duplicates, 'how much is in each request hangs on how busy the machine was'),
		delivered: kind(delivered, 'as duplicates'),
		distinct: recorded(distinct),
		endOffset: kind(delivered, 'as duplicates'),
		unavailableMs: notCompared('the proxy’s 200 ms, and how busy the machine was'),
		...fields
	}
});

/** Acknowledged in the two seconds in which the followers stood still, whole buckets of them. */
const acknowledgedMeanwhile: Reading = ({ result: { faults, series } }) => {
	const fromMs = faults[0]?.atMs ?? 0;
	const first = Math.ceil(fromMs / series.widthMs) + 1;
	const last = Math.floor((fromMs + 2000) / series.widthMs);
	return series.acknowledged.slice(first, last).reduce((sum, count) => sum + count, 0);
};

const looking = (name: string): Expectations => ({
	[`withFollowerOnly.${name}.leader`]: recorded((run, recording) =>
		leaderNow(run.part('followerOnly'), recording)
	),
	[`atEnd.${name}.leader`]: recorded(leaderNow)
});

const stale = (name: string, fields: Expectations, differs: Record<string, string> = {}): Plan => ({
	experiment: staleFollower,
	alongside: { followerOnly: staleFollowerAlone },
	seeds: someSeeds,
	fields: { ...looking(name), ...fields },
	differs
});

const waitsForSession: Expectations = {
	isrShrunkToLeaderAfterMs: missed(longestAckGapMs),
	unavailableMs: missed(longestAckGapMs)
};

const untilKilled = 'what was sent until the followers were killed; the busy machine was behind';

const producerEnds = (fields: Expectations = {}): Plan => ({
	experiment: producerKilled,
	moments: [0.1, 0.4, 0.7],
	seeds: [1, 2],
	fields: {
		sendReturned: notCompared('the trigger of the fault'),
		callbackFired: notCompared('as noCallback'),
		checkpoint: notCompared('the recording application’s own'),
		noCallback: kind(failed, 'how much was in flight hangs on how busy the machine was'),
		'afterRestart.*': notCompared(
			'the recorded application went back to its checkpoint; here one that returns goes on'
		),
		...fields
	}
});

/** 16 KiB of messages of 100 B, and five requests in flight. */
const batchFilling = 'the batch that is filling, at most 148 messages, and what is not sent (K14)';

const stoodStill: Plan = {
	experiment: leaderStandsStill,
	fields: { unavailableMs: near(longestAckGapMs, 0.03, 'read to a bucket of the run’s series') }
};

export const kafka39ProducerPlans: Plans = {
	'P1-acks0-linger0': killed({ ...socketsLost, unavailableMs: notCompared('acks=0') }),
	'P1-acks0-linger5': killed({ ...socketsLost, unavailableMs: notCompared('acks=0') }),
	'P1-acks1-linger0': killed({
		...tailLost(40_000),
		...reversed,
		duplicates: kind(duplicates, 'K5')
	}),
	'P1-acks1-linger5': killed({ ...tailLost(40_000), ...reversed }),
	'P1-acksall-linger0': killed(),
	'P1-acksall-linger5': killed(),
	'P2-acksall-noidem-5': cut(reversed),
	'P2-acksall-noidem-1': cut(),
	'P2-acksall-idem-5': cut(),
	'P2-acksall-idem-1': cut(),
	'P2-acks1-noidem-1': cut(),
	'P3-acks1': {
		experiment: followersStandStill,
		seeds: someSeeds,
		fields: {
			...reversed,
			...Object.fromEntries(
				(['lost', 'lostAcknowledged'] as const).map((name) => [
					name,
					between(lostAcknowledged, [3950, 4150], 'two seconds at 2000/s, and until the reset')
				])
			),
			...Object.fromEntries(
				(['delivered', 'distinct', 'endOffset'] as const).map((name) => [
					name,
					between(delivered, [35_850, 36_050], 'all but the lost')
				])
			),
			'acknowledgedWhileFollowersStopped.acks1': between(
				acknowledgedMeanwhile,
				[3400, 4000],
				'two seconds at 2000/s'
			)
		}
	},
	'P3-acksall': {
		experiment: followersStandStill,
		seeds: someSeeds,
		fields: { 'acknowledgedWhileFollowersStopped.acksall': recorded(acknowledgedMeanwhile) }
	},
	'P4-min1-clean': stale('min1-clean', {
		...waitsForSession,
		'acknowledgedBeforeLeaderKilled.min1-clean': recorded((run, recording) =>
			acknowledged(run.part('followerOnly'), recording)
		)
	}),
	'P4-min1-unclean': stale('min1-unclean', {
		...waitsForSession,
		'acknowledgedBeforeLeaderKilled.min1-unclean': recorded((run, recording) =>
			acknowledged(run.part('followerOnly'), recording)
		),
		...Object.fromEntries(
			(['lost', 'lostAcknowledged'] as const).map((name) => [
				name,
				between(lost, [7200, 7300], untilKilled)
			])
		),
		...Object.fromEntries(
			(['delivered', 'distinct', 'endOffset'] as const).map((name) => [
				name,
				between(delivered, [2700, 2800], untilKilled)
			])
		)
	}),
	'P4-min2': stale('min2', {
		unavailableMs: notCompared('nothing is acknowledged after the followers’ end'),
		acknowledged: between(acknowledged, [2700, 2770], untilKilled),
		'acknowledgedBeforeLeaderKilled.min2': between(acknowledged, [2700, 2770], untilKilled),
		failedCallbacks: between(failed, [7230, 7300], untilKilled),
		failedCallbackButDelivered: kind(failedButInLog, 'the requests in flight'),
		...Object.fromEntries(
			(['lost', 'lostUnacknowledged', 'lostFailedCallback'] as const).map((name) => [
				name,
				between(lostUnacknowledged, [6900, 7300], untilKilled)
			])
		),
		...Object.fromEntries(
			(['delivered', 'distinct', 'endOffset'] as const).map((name) => [
				name,
				between(delivered, [2700, 3100], untilKilled)
			])
		)
	}),
	'P4-acks1-unclean': stale('acks1-unclean', {
		unavailableMs: notCompared('the busy machine’s own pause: acks=1 waits for no follower'),
		'acknowledgedBeforeLeaderKilled.acks1-unclean': recorded((run, recording) =>
			acknowledged(run.part('followerOnly'), recording)
		),
		...Object.fromEntries(
			(['lost', 'lostAcknowledged'] as const).map((name) => [
				name,
				between(lost, [7150, 7300], untilKilled)
			])
		),
		...Object.fromEntries(
			(['delivered', 'distinct', 'endOffset'] as const).map((name) => [
				name,
				between(delivered, [2700, 2850], untilKilled)
			])
		)
	}),
	'P4-retry-idem': stale('retry-idem', {
		unavailableMs: notCompared('until the recording’s script had the brokers back')
	}),
	'P5-SIGTERM-acksall-1p': {
		experiment: leaderEnds('stop'),
		seeds: someSeeds,
		fields: { unavailableMs: meets(longestAckGapMs, 'how long the busy machine took (K8)') }
	},
	'P5-SIGTERM-acks1-1p': {
		experiment: leaderEnds('stop'),
		seeds: someSeeds,
		fields: {
			unavailableMs: meets(longestAckGapMs, 'how long the busy machine took (K8)'),
			...reversed,
			...Object.fromEntries(
				(['lost', 'lostAcknowledged'] as const).map((name) => [
					name,
					between(
						lostAcknowledged,
						[1, 134],
						'what the old leader acknowledges until it learns (K8)'
					)
				])
			),
			...Object.fromEntries(
				(['delivered', 'distinct', 'endOffset'] as const).map((name) => [
					name,
					between(delivered, [28_000 - 134, 27_999], 'all but the lost')
				])
			)
		}
	},
	'P5-SIGSTOP-3s-acksall-1p': stoodStill,
	'P5-SIGSTOP-3s-acks1-1p': stoodStill,
	'P5-kill9-acksall-100p': {
		experiment: leaderEnds('crash'),
		fields: {
			'unavailableMsPerPartition.*': notCompared(
				'counts also how rarely a sticky producer comes by'
			)
		}
	},
	'P6-linger5': producerEnds({
		lostOfNoCallback: between(lostUnacknowledged, [0, 169], batchFilling),
		deliveredOfNoCallback: between(failedButInLog, [0, 151], 'requests in flight')
	}),
	'P6-linger100': producerEnds({
		lostOfNoCallback: between(lostUnacknowledged, [0, 169], batchFilling),
		deliveredOfNoCallback: recorded(failedButInLog)
	}),
	'P6-linger1000': producerEnds({
		lostOfNoCallback: between(lostUnacknowledged, [0, 169], batchFilling),
		deliveredOfNoCallback: between(failedButInLog, [0, 148], 'requests in flight')
	}),
	'P6-linger100-batch1MB': producerEnds({
		lostOfNoCallback: between(lostUnacknowledged, [0, 201], 'what was sent in 100 ms'),
		deliveredOfNoCallback: between(failedButInLog, [0, 201], 'requests in flight')
	}),
	'P6-linger5-ckAcked': producerEnds({
		lostOfNoCallback: between(lostUnacknowledged, [0, 169], batchFilling),
		deliveredOfNoCallback: between(failedButInLog, [0, 151], 'requests in flight')
	})
};
