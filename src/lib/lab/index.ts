/**
 * The lab format: what a lab is made of, and how its text becomes that.
 * Pure: it reads no files (`#lib/lab/node` does), draws nothing, runs nothing.
 * The page receives a parsed `Lab` as data; the parser must never reach the page's first script,
 * so this door exports types and small functions, and `#lib/lab/parse` holds the parser.
 */
export type {
	Block,
	BlockId,
	Broker,
	CellId,
	ChartBlock,
	ChartKind,
	CheckBlock,
	Choice,
	CodeBlock,
	Dial,
	DialKind,
	DialValue,
	Lab,
	LabFile,
	LabSlug,
	LabSource,
	LabSummary,
	PredictBlock,
	Prediction,
	Question,
	QuestionBlock,
	Section,
	VerdictBlock
} from './model';
export { brokers, findDial, labSummary } from './model';
