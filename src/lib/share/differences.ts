import { diffArrays } from 'diff';
import { findDial, type DialValue, type Lab } from '#lib/lab';
import {
	linkDialUnknown,
	linkDialValue,
	linkFileUnknown,
	linkLabNewer,
	linkOtherLab,
	type Problem
} from '#lib/messages';
import type { LinkPayload } from './link';

/** The part of a learner's progress that a link can change. */
export interface Work {
	/** Text by file path, of files that differ from the start. */
	edits: Readonly<Record<string, string>>;
	dials: Readonly<Record<string, DialValue>>;
	/** Null: the lab's own. */
	seed: number | null;
}

export interface DiffLine {
	kind: 'same' | 'added' | 'removed';
	text: string;
}

/** What keeping the link would do to one file: from the learner's own text to the link's. */
export interface FileDiff {
	path: string;
	lines: DiffLine[];
	added: number;
	removed: number;
}

export interface DialDiff {
	name: string;
	label: string;
	unit: string | null;
	mine: DialValue;
	theirs: DialValue;
}

export interface Differences {
	files: FileDiff[];
	dials: DialDiff[];
	seed: { mine: number; theirs: number } | null;
	/** The link was made with an older version of the lab. */
	older: boolean;
	/** Nothing at all differs. */
	same: boolean;
}

/** A stranger's text could be made so that the shortest diff takes minutes: past this, no search. */
const editLengthMax = 1000;

/** Why a payload of the right shape does not fit this lab; empty when it does. */
export function misfits(lab: Lab, payload: LinkPayload): Problem[] {
	if (payload.slug !== lab.slug) return [linkOtherLab(payload.slug, lab.slug)];
	const problems: Problem[] = [];
	if (payload.labVersion > lab.version) {
		problems.push(linkLabNewer(String(payload.labVersion), String(lab.version)));
	}
	const paths = lab.files.map((file) => file.path);
	for (const path of Object.keys(payload.edits)) {
		if (!paths.includes(path)) problems.push(linkFileUnknown(path, paths));
	}
	for (const [name, value] of Object.entries(payload.dials)) {
		const dial = findDial(lab, name);
		const names = lab.dials.map((known) => known.name);
		if (!dial) problems.push(linkDialUnknown(name, names));
		else if (!dial.values.includes(value)) {
			problems.push(linkDialValue(name, JSON.stringify(value), dial.values.map(String)));
		}
	}
	return problems;
}

/** The learner's work as a link's payload: only what differs from the lab. */
export function payloadOf(lab: Lab, work: Work): LinkPayload {
	const files = lab.files.map(
		({ path, start }) => [path, work.edits[path] ?? start, start] as const
	);
	const dials = lab.dials.map((dial) => [dial, work.dials[dial.name] ?? dial.default] as const);
	return {
		v: 1,
		slug: lab.slug,
		labVersion: lab.version,
		dials: Object.fromEntries(
			dials
				.filter(([dial, value]) => value !== dial.default)
				.map(([dial, value]) => [dial.name, value])
		),
		edits: Object.fromEntries(
			files.filter(([, text, start]) => text !== start).map(([path, text]) => [path, text])
		),
		seed: work.seed ?? lab.seed
	};
}

/** What would change if the learner kept the link as their own. The payload must fit the lab. */
export function differences(lab: Lab, payload: LinkPayload, mine: Work): Differences {
	const files = lab.files.flatMap(({ path, start }) => {
		const from = mine.edits[path] ?? start;
		const to = payload.edits[path] ?? start;
		return from === to ? [] : [diffFile(path, from, to)];
	});
	const dials = lab.dials.flatMap((dial) => {
		const { name, label, unit } = dial;
		const from = mine.dials[name] ?? dial.default;
		const to = payload.dials[name] ?? dial.default;
		return from === to ? [] : [{ name, label, unit, mine: from, theirs: to }];
	});
	const mySeed = mine.seed ?? lab.seed;
	const seed = mySeed === payload.seed ? null : { mine: mySeed, theirs: payload.seed };
	const same = files.length === 0 && dials.length === 0 && seed === null;
	return { files, dials, seed, older: payload.labVersion < lab.version, same };
}

function diffFile(path: string, from: string, to: string): FileDiff {
	const changes = diffArrays(from.split('\n'), to.split('\n'), { maxEditLength: editLengthMax });
	const lines = changes
		? changes.flatMap(({ value, added, removed }) => {
				const kind = added ? 'added' : removed ? 'removed' : 'same';
				return value.map((text): DiffLine => ({ kind, text }));
			})
		: [...allLines('removed', from), ...allLines('added', to)];
	const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
	return { path, lines, added: count('added'), removed: count('removed') };
}

function allLines(kind: DiffLine['kind'], text: string): DiffLine[] {
	return text.split('\n').map((line) => ({ kind, text: line }));
}
