/** What a lab is after parsing: complete, checked, and plain data that can be sent to a page. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The folder's name, for example `01-acknowledgements`. */
export type LabSlug = Branded<'LabSlug'>;
/** Names a code cell. Charts, verdicts and predictions point at it. */
export type CellId = Branded<'CellId'>;
/** Names anything else that a learner's progress is kept under; unique within the lab. */
export type BlockId = Branded<'BlockId'>;

export const brokers = ['rabbitmq', 'kafka', 'activemq'] as const;
export type Broker = (typeof brokers)[number];

export const chartKinds = ['line', 'growth', 'latency', 'fates'] as const;
export type ChartKind = (typeof chartKinds)[number];

export interface Lab {
	slug: LabSlug;
	title: string;
	/** One or two sentences of plain text, for the list of labs and the page's lead. */
	summary: string;
	/** Whose lab it is: one broker, or several side by side. */
	brokers: Broker[];
	/** What a learner needs, about. */
	minutes: number;
	/** Of the lab's content: the author raises it when saved answers may no longer fit. */
	version: number;
	seed: number;
	/** A BCP 47 tag: the language of the prose. */
	language: string;
	dials: Dial[];
	files: LabFile[];
	/** The text of check.ts, which exports `checks`; null when the lab has none. */
	check: string | null;
	sections: Section[];
}

/** What the list of labs shows. */
export type LabSummary = Pick<Lab, 'slug' | 'title' | 'summary' | 'brokers' | 'minutes'>;

export type DialValue = number | string | boolean;
/** `steps`: a slider over numbers; `choice`: one of a few; `switch`: on or off. */
export type DialKind = 'steps' | 'choice' | 'switch';

/** A setting the learner turns. Its value reaches the code as `params.<name>`. */
export interface Dial {
	name: string;
	label: string;
	unit: string | null;
	kind: DialKind;
	/** All it can be, in order; `default` is one of them. */
	values: DialValue[];
	default: DialValue;
}

export interface LabFile {
	/** Relative to `start/` and `solution/` alike, for example `experiment.ts`. */
	path: string;
	start: string;
	solution: string | null;
}

export interface Section {
	/** The anchor in the page's address; unique within the lab. */
	id: string;
	/** Null for what stands before the first heading. */
	title: string | null;
	blocks: Block[];
}

/** Every `html` is sanitised and may be set as markup; every other string is plain text. */
export type Block =
	| { type: 'prose'; html: string }
	| { type: 'note'; term: string; html: string }
	| CodeBlock
	| { type: 'dials'; names: string[] }
	| ChartBlock
	| PredictBlock
	| QuestionBlock
	| CheckBlock
	| { type: 'hint'; id: BlockId; html: string }
	| { type: 'solution'; file: string; html: string }
	| VerdictBlock;

export interface CodeBlock {
	type: 'code';
	id: CellId;
	file: string;
	title: string | null;
	/** False for a file that others import and that is not run by itself. */
	run: boolean;
}

/** Where the `index`-th output of that kind of a cell is drawn. */
export interface ChartBlock {
	type: 'chart';
	id: BlockId;
	cell: CellId;
	chart: ChartKind;
	/** From 0. */
	index: number;
	caption: string | null;
}

export type PredictBlock = { type: 'predict'; id: BlockId; html: string } & Prediction;

export type QuestionBlock = {
	type: 'question';
	id: BlockId;
	html: string;
	/** Shown once the question was answered. */
	explanation: string | null;
} & Question;

/** A named check of check.ts that the learner's work must pass. */
export interface CheckBlock {
	type: 'check';
	id: BlockId;
	title: string;
}

/** A sentence of the reference text, judged by what a cell's run or a check shows. */
export interface VerdictBlock {
	type: 'verdict';
	id: BlockId;
	claim: string;
	cell: CellId | null;
	/** The named check of check.ts that computes the verdict. */
	check: BlockId | null;
	html: string;
}

export type Prediction =
	| { kind: 'choice'; cell: CellId | null; choices: Choice[] }
	/** A power of ten between two bounds, compared with one figure of the cell's run. */
	| {
			kind: 'magnitude';
			cell: CellId | null;
			/** A dotted path in a run, for example `throughput.processed`. */
			figure: string | null;
			from: number;
			to: number;
			unit: string | null;
	  }
	/** Drawn on empty axes, compared with the line chart of the cell. */
	| {
			kind: 'curve';
			cell: CellId | null;
			x: number[];
			xLabel: string;
			yLabel: string;
			yMax: number;
	  };

export type Question =
	| { kind: 'choice'; choices: Choice[] }
	/** Right within `tolerance` × |answer|. */
	| { kind: 'number'; answer: number; tolerance: number; unit: string | null }
	/** Right when equal to one of these, ignoring case and outer white space; none: not judged. */
	| { kind: 'text'; accept: string[] };

export interface Choice {
	html: string;
	correct: boolean;
	/** Shown once this choice was taken. */
	feedback: string | null;
}

/** What the parser gets: a lab folder as texts. */
export interface LabSource {
	slug: string;
	markdown: string;
	/** The name of the file that `markdown` was read from, for problems. Default `lab.md`. */
	name?: string;
	/** Default `en`. */
	language?: string;
	/** By path in the folder: `start/x.ts`, `solution/x.ts`, `check.ts`. */
	files: Record<string, string>;
}

export function labSummary({ slug, title, summary, brokers, minutes }: Lab): LabSummary {
	return { slug, title, summary, brokers, minutes };
}

export function findDial(lab: Lab, name: string): Dial | undefined {
	return lab.dials.find((dial) => dial.name === name);
}
