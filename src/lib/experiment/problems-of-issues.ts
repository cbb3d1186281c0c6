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
import { brokerOfSetting, isNotSimulated, isValueNotSimulated } from './foreign-settings';
import { problemsMax } from './limits';

/** `base` is put before each path: the place where this piece stands in the whole experiment. */
export function problemsOfIssues(issues: readonly v.BaseIssue<unknown>[], base = ''): Problem[] {
	const problems = issues.slice(0, problemsMax).map((issue) => problemOfIssue(issue, base));
	const left = issues.length - problems.length;
	return left > 0 ? [...problems, settingMoreProblems(left)] : problems;
}

function problemOfIssue(issue: v.BaseIssue<unknown>, base: string): Problem {
	const path = pathOf(issue, base);
	if (isUnknownName(issue)) {
		const nearest = issue.message === '' ? null : siblingPath(path, issue.message);
		const broker = brokerOfSetting(path);
		if (broker) return settingOfOtherBroker(path, broker, nearest);
		if (isNotSimulated(path)) return settingNotSimulated(path, null);
		return settingUnknown(path, nearest);
	}
	if (isMissingName(issue)) return settingMissing(path);
	const value = describeValue(issue.input);
	if (isValueNotSimulated(path, issue.input)) return settingNotSimulated(path, value);
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
