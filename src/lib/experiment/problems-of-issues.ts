import {
	settingMissing,
	settingMoreProblems,
	settingNotSimulated,
	settingOfOtherBroker,
	settingUnknown,
	settingWrong,
	type Problem
} from '#lib/messages';
import type * as v from 'valibot';
import { describeValue } from './describe-value';
import { isMissingName, isUnknownName } from './fields';
import { problemsMax } from './limits';
import { nearestName } from './nearest-name';
import { brokers, homeOfOwn, homesElsewhere, type BrokerType } from './setting-home';

/**
 * `base` is put before each path: the place where this piece stands in the whole experiment, which
 * runs the broker `own`.
 */
export function problemsOfIssues(
	issues: readonly v.BaseIssue<unknown>[],
	base: string,
	own: BrokerType
): Problem[] {
	const problems = issues.slice(0, problemsMax).map((issue) => problemOfIssue(issue, base, own));
	const left = issues.length - problems.length;
	return left > 0 ? [...problems, settingMoreProblems(left)] : problems;
}

function problemOfIssue(issue: v.BaseIssue<unknown>, base: string, own: BrokerType): Problem {
	const path = pathOf(issue, base);
	const { name, notSimulated } = brokers[own];
	if (isUnknownName(issue)) {
		if (notSimulated.includes(path)) return settingNotSimulated(name, path, null);
		const names = issue.message.split(', ');
		const near = nearestName(path.split('.').at(-1) ?? '', names);
		const nearest = near === null ? null : siblingPath(path, near);
		const homes = homesElsewhere(path, own);
		if (homes.length > 0) return settingOfOtherBroker(path, homes, name, nearest);
		return settingUnknown(path, homeOfOwn(path, own) ?? nearest, names);
	}
	if (isMissingName(issue)) return settingMissing(path, issue.message);
	const value = describeValue(issue.input);
	if (typeof issue.input === 'string' && notSimulated.includes(`${path}=${issue.input}`)) {
		return settingNotSimulated(name, path, value);
	}
	return settingWrong(path, value, issue.message);
}

const wholeName = 'experiment';

function pathOf(issue: v.BaseIssue<unknown>, base: string): string {
	const keys = (issue.path ?? []).map((item) => String(item.key));
	const path = [...(base ? [base] : []), ...keys].join('.');
	return path === '' ? wholeName : path;
}

function siblingPath(path: string, name: string): string {
	return [...path.split('.').slice(0, -1), name].join('.');
}
