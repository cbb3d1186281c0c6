import { m, settingProducersIdle, settingWrong, type Problem, type Result } from '#lib/messages';
import type { Setup } from '#lib/sim';
import * as v from 'valibot';
import { isActivemq, isKafka, type AnyExperiment, type Experiment } from './experiment';
import { brokerTypeOf, families } from './families';
import type { Family, SpecWithFaults } from './family';
import { faultConflicts } from './faults/conflicts';
import { groupDigits } from './format-number';
import { pageLimits, type Limits } from './limits';
import { problemsOfIssues } from './problems-of-issues';
import type { BrokerType } from './setting-home';

/**
 * Checks what a person (or a link, or a file) gave and fills in every default. Never throws,
 * whatever the value.
 */
export function toExperiment(spec: unknown, limits: Limits = pageLimits): Result<Experiment> {
	const broker = brokerTypeOf(spec);
	switch (broker) {
		case 'rabbitmq':
			return checked(families.rabbitmq, broker, spec, limits);
		case 'kafka':
			return checked(families.kafka, broker, spec, limits);
		case 'activemq':
			return checked(families.activemq, broker, spec, limits);
	}
}

/** Names become numbers, null becomes the engine's own "none"; nothing is decided here. */
export function toSetup(experiment: Experiment, seed: number = experiment.seed): Setup {
	if (isKafka(experiment)) return families.kafka.toSetup(experiment, seed);
	if (isActivemq(experiment)) return families.activemq.toSetup(experiment, seed);
	return families.rabbitmq.toSetup(experiment, seed);
}

function checked<
	Schema extends v.GenericSchema<unknown, SpecWithFaults>,
	Whole extends AnyExperiment
>(family: Family<Schema, Whole>, broker: BrokerType, spec: unknown, limits: Limits): Result<Whole> {
	const parsed = v.safeParse(family.schema, spec);
	if (!parsed.success) return { ok: false, problems: problemsOfIssues(parsed.issues, '', broker) };
	const whole = family.complete(parsed.output);
	const conflicts = [
		...messageConflicts(whole, limits),
		...family.conflicts(parsed.output, whole),
		...faultConflicts(parsed.output.faults, family.places(whole))
	];
	return conflicts.length ? { ok: false, problems: conflicts } : { ok: true, value: whole };
}

function messageConflicts({ producers }: AnyExperiment, limits: Limits): Problem[] {
	const { messages, count } = producers;
	const problems: Problem[] = [];
	if (messages > limits.messagesMax) {
		const allowed = m.settings_allowed_whole({ min: '1', max: groupDigits(limits.messagesMax) });
		problems.push(settingWrong('producers.messages', groupDigits(messages), allowed));
	}
	if (count > messages) problems.push(settingProducersIdle(count, messages));
	return problems;
}
