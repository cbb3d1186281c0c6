import type { Result } from '#lib/messages';
import * as v from 'valibot';
import { conflictsOf } from './conflicts';
import { complete, type Experiment } from './experiment';
import { pageLimits, type Limits } from './limits';
import { problemsOfIssues } from './problems-of-issues';
import { experimentSchema } from './schema';

/**
 * Checks what a person (or a link, or a file) gave and fills in every default. Never throws,
 * whatever the value.
 */
export function toExperiment(spec: unknown, limits: Limits = pageLimits): Result<Experiment> {
	const parsed = v.safeParse(experimentSchema, spec);
	if (!parsed.success) return { ok: false, problems: problemsOfIssues(parsed.issues) };
	const experiment = complete(parsed.output);
	const conflicts = conflictsOf(parsed.output, experiment, limits);
	return conflicts.length ? { ok: false, problems: conflicts } : { ok: true, value: experiment };
}
