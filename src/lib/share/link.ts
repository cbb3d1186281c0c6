import type { DialValue } from '#lib/lab';

/** What a link carries. Only what differs from the lab as published. */
export interface LinkPayload {
	v: 1;
	slug: string;
	/** The lab's version when the link was made. */
	labVersion: number;
	dials: Record<string, DialValue>;
	/** Text by file path. */
	edits: Record<string, string>;
	seed: number;
}

export interface DiffLine {
	kind: 'same' | 'added' | 'removed';
	text: string;
}

/** What opening the link would change in one file, against the learner's own text. */
export interface FileDiff {
	path: string;
	lines: DiffLine[];
	added: number;
	removed: number;
}

export interface DialDiff {
	name: string;
	label: string;
	mine: DialValue;
	theirs: DialValue;
}

export interface Differences {
	files: FileDiff[];
	dials: DialDiff[];
	seed: { mine: number; theirs: number } | null;
	/** Nothing at all differs. */
	same: boolean;
}
