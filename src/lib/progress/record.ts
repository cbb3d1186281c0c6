import type { DialValue } from '#lib/lab';

/** Indices of choices, a number, or a text, by the question's kind. */
export type Answer = number[] | number | string;

export type PredictionAnswer =
	| { kind: 'choice'; choice: number }
	| { kind: 'magnitude'; value: number }
	/** One y for each x of the block, null where nothing was drawn. */
	| { kind: 'curve'; y: (number | null)[] };

/** A check's last verdict, kept so that the page shows it again. */
export interface KeptCheck {
	pass: boolean;
	reason: string;
	figures: Record<string, string | number>;
	/** Milliseconds since 1970. */
	at: number;
}

export interface LabProgress {
	schema: 1;
	slug: string;
	labVersion: number;
	/** Milliseconds since 1970; 0: never saved. */
	savedAt: number;
	/** The learner's text by file path, only of files that differ from the start. */
	edits: Record<string, string>;
	dials: Record<string, DialValue>;
	/** Null: the lab's own. */
	seed: number | null;
	answers: Record<string, Answer>;
	predictions: Record<string, PredictionAnswer>;
	checks: Record<string, KeptCheck>;
	hintsOpened: string[];
	/** A run was begun and did not end: open without running anything. */
	running: boolean;
	/** Rises by one with each save; a save that is based on an older one is refused. */
	revision: number;
}

/** One run in the history: enough to draw it again and to run it again. */
export interface StoredRun {
	/** Unique; `addRun` makes it when it is empty. */
	id: string;
	slug: string;
	/** The cell that was run. */
	cell: string;
	/** Milliseconds since 1970. */
	at: number;
	label: string;
	seed: number;
	engineHash: string;
	/** Of each run that was shown, in order. */
	digests: string[];
	dials: Record<string, DialValue>;
	/** The experiment as it was written, as plain data. */
	spec: unknown;
	/** What the cell showed: plain data, checked again by whoever draws it. */
	shown: unknown[];
}
