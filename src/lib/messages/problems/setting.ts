import { m } from '../paraglide/messages.js';
import type { Problem } from '../problem';

/** Settings are named by their path from the top: `broker.queue.mirrors`, `faults.0.at`. */

/** `names` are the settings of the section in which it stands. */
export function settingUnknown(
	path: string,
	nearest: string | null,
	names: readonly string[]
): Problem {
	const allowed = names.join(', ');
	const text = nearest
		? m.settings_unknown_nearest({ path, nearest })
		: m.settings_unknown({ path, allowed });
	return { code: 'setting-unknown', text, path, allowed };
}

/** `homes` are the brokers that have it, each with the whole path of the setting there. */
export function settingOfOtherBroker(
	path: string,
	homes: readonly { broker: string; path: string }[],
	own: string,
	nearest: string | null
) {
	const brokers = homes.map((home) =>
		home.path === path ? home.broker : `${home.broker} (${home.path})`
	);
	const text = m.settings_of_other_broker({ path, brokers: brokers.join(', '), own });
	const hint = nearest ? ` ${m.settings_nearest({ own, nearest })}` : '';
	return { code: 'setting-of-other-broker', text: text + hint, path } satisfies Problem;
}

export function settingNotSimulated(own: string, path: string, value: string | null): Problem {
	const text =
		value === null
			? m.settings_not_simulated({ own, path })
			: m.settings_value_not_simulated({ own, path, value });
	return { code: 'setting-not-simulated', text, path, ...(value === null ? {} : { value }) };
}

export function settingWrong(path: string, value: string, allowed: string): Problem {
	return {
		code: 'setting-wrong',
		text: m.settings_wrong({ path, value, allowed }),
		path,
		value,
		allowed
	};
}

export function settingMissing(path: string, allowed: string): Problem {
	return { code: 'setting-missing', text: m.settings_missing({ path, allowed }), path, allowed };
}

export function settingBatchWithWindow(): Problem {
	const path = 'producers.batch';
	return { code: 'setting-batch-with-window', text: m.settings_batch_with_window(), path };
}

export function settingWindowWithoutConfirm(ack: string): Problem {
	return {
		code: 'setting-window-without-confirm',
		text: m.settings_window_without_confirm({ ack }),
		path: 'producers.window',
		value: `'${ack}'`,
		allowed: `'confirm'`
	};
}

/** A setting that only quorum queues have. */
export function settingNeedsQuorum(path: string): Problem {
	return { code: 'setting-needs-quorum', text: m.settings_needs_quorum({ path }), path };
}

/** A setting, or a value of one, that quorum queues do not have. */
export function settingNotOfQuorum(path: string, value: string): Problem {
	const text = m.settings_not_of_quorum({ path, value });
	return { code: 'setting-not-of-quorum', text, path, value };
}

export function settingGroupNeedsNodes(members: number, nodes: number): Problem {
	return {
		code: 'setting-group-needs-nodes',
		text: m.settings_group_needs_nodes({ members, nodes }),
		path: 'broker.queue.groupSize',
		value: String(members),
		allowed: `1 … ${nodes}`
	};
}

export function settingMirrorsOfClassic(mirrors: number): Problem {
	return {
		code: 'setting-mirrors-of-classic',
		text: m.settings_mirrors_of_classic({ mirrors }),
		path: 'broker.queue.mirrors',
		value: String(mirrors),
		allowed: '0'
	};
}

export function settingMirroredWithoutMirrors(): Problem {
	return {
		code: 'setting-mirrored-without-mirrors',
		text: m.settings_mirrored_without_mirrors(),
		path: 'broker.queue.mirrors',
		value: '0'
	};
}

export function settingMirrorsNeedNodes(mirrors: number, nodes: number): Problem {
	return {
		code: 'setting-mirrors-need-nodes',
		text: m.settings_mirrors_need_nodes({ mirrors, nodes, needed: mirrors + 1 }),
		path: 'broker.queue.mirrors',
		value: String(mirrors),
		allowed: `0 … ${nodes - 1}`
	};
}

/** A setting that has its meaning only where another one has some other value. */
export function settingNeeds(
	path: string,
	value: string,
	other: string,
	otherValue: string,
	allowed: string
): Problem {
	return {
		code: 'setting-needs',
		text: m.settings_needs({ path, value, other, otherValue, allowed }),
		path,
		value
	};
}

export function settingReplicasNeedNodes(replicas: number, nodes: number): Problem {
	return {
		code: 'setting-replicas-need-nodes',
		text: m.settings_replicas_need_nodes({ replicas, nodes }),
		path: 'broker.topic.replicationFactor',
		value: String(replicas),
		allowed: `1 … ${nodes}`
	};
}

export function settingMinInsync(minimum: number, replicas: number): Problem {
	const path = 'broker.topic.minInsyncReplicas';
	return {
		code: 'setting-min-insync',
		text: m.settings_min_insync({ path, value: minimum, replicas }),
		path,
		value: String(minimum),
		allowed: `1 … ${replicas}`
	};
}

/** Durations as people write them; `least` is linger and request time-out together. */
export function settingDeliveryTimeout(
	value: string,
	linger: string,
	requestTimeout: string,
	least: string
): Problem {
	const path = 'producers.deliveryTimeout';
	return {
		code: 'setting-delivery-timeout',
		text: m.settings_delivery_timeout({ path, value, linger, requestTimeout, least }),
		path,
		value,
		allowed: `≥ ${least}`
	};
}

/** `versions` are those of Kafka that have it. */
export function settingNotInVersion(
	path: string,
	value: string,
	version: string,
	versions: readonly string[]
): Problem {
	const allowed = versions.map((one) => `'${one}'`).join(', ');
	return {
		code: 'setting-not-in-version',
		text: m.settings_not_in_version({ path, value, version, allowed }),
		path,
		value
	};
}

/** `reason` is the setting that asks for idempotence: `idempotence` or `transactional`. */
export function settingIdempotenceExcluded(reason: string, path: string, value: string): Problem {
	return {
		code: 'setting-idempotence-excluded',
		text: m.settings_idempotence_excluded({ reason, path, value }),
		path,
		value
	};
}

export function settingSeveralNodes(nodes: number): Problem {
	return {
		code: 'setting-several-nodes',
		text: m.settings_several_nodes({ nodes }),
		path: 'broker.nodes',
		value: String(nodes),
		allowed: '1'
	};
}

/** `names` are the nodes, queues or targets that this experiment has. */
export function settingNoSuchName(path: string, value: string, names: readonly string[]): Problem {
	const allowed = names.map((name) => `'${name}'`).join(', ');
	return {
		code: 'setting-no-such-name',
		text: m.settings_no_such_name({ path, value, allowed }),
		path,
		value,
		allowed
	};
}

/** `names` are the ways to say when; `written` those that were used. */
export function settingFaultTime(
	path: string,
	written: readonly string[],
	names: readonly string[]
): Problem {
	const allowed = names.join(', ');
	const text = written.length
		? m.settings_fault_times({ path, written: written.join(', '), allowed })
		: m.settings_fault_time_missing({ path, allowed });
	return { code: 'setting-fault-time', text, path, allowed };
}

export function settingSlowLinkUnchanged(path: string): Problem {
	return {
		code: 'setting-slow-link-unchanged',
		text: m.settings_slow_link_unchanged({ path }),
		path
	};
}

export function settingPartitionTwice(path: string, node: string): Problem {
	return {
		code: 'setting-partition-twice',
		text: m.settings_partition_twice({ path, node }),
		path,
		value: `'${node}'`
	};
}

export function settingPartitionEmpty(path: string): Problem {
	return { code: 'setting-partition-empty', text: m.settings_partition_empty({ path }), path };
}

export function settingPartitionsOverlap(path: string, other: string): Problem {
	return {
		code: 'setting-partitions-overlap',
		text: m.settings_partitions_overlap({ path, other }),
		path
	};
}

export function settingProducersIdle(count: number, messages: number): Problem {
	return {
		code: 'setting-producers-idle',
		text: m.settings_producers_idle({ count, messages }),
		path: 'producers.count',
		value: String(count),
		allowed: `1 … ${messages}`
	};
}

export function settingMoreProblems(count: number): Problem {
	return { code: 'setting-more-problems', text: m.settings_more_problems({ count }) };
}

export function sweepWithoutValues(path: string): Problem {
	return { code: 'sweep-without-values', text: m.settings_sweep_without_values({ path }), path };
}

export function sweepWithoutPoints(): Problem {
	return { code: 'sweep-without-points', text: m.settings_sweep_without_points() };
}

export function sweepTooLarge(points: number, seeds: number, max: number): Problem {
	return {
		code: 'sweep-too-large',
		text: m.settings_sweep_too_large({ points, seeds, runs: points * seeds, max }),
		value: String(points * seeds),
		allowed: `1 … ${max}`
	};
}

export function messageUnknown(message: string, attempted: number): Problem {
	return {
		code: 'message-unknown',
		text: m.settings_message_unknown({ message, last: attempted - 1 }),
		value: message,
		allowed: `0 … ${attempted - 1}`
	};
}

export function runOfOtherEngine(theirs: string, ours: string): Problem {
	return {
		code: 'run-of-other-engine',
		text: m.settings_run_of_other_engine({ theirs: theirs.slice(0, 8), ours: ours.slice(0, 8) }),
		value: theirs
	};
}

export function chartColumnUnknown(role: string, name: string, columns: readonly string[]) {
	const allowed = columns.map((column) => `'${column}'`).join(', ');
	return {
		code: 'chart-column-unknown',
		text: m.settings_chart_column_unknown({ role, name, allowed }),
		path: role,
		value: `'${name}'`,
		allowed
	} satisfies Problem;
}

export function showWrong(value: string): Problem {
	return { code: 'show-wrong', text: m.settings_show_wrong({ value }), value };
}
