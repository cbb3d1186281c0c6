import type {
	DesignPoint,
	ExperimentSpec,
	LabHost,
	MessageQuery,
	Over,
	Run,
	Shown,
	Story,
	Table
} from '#lib/experiment';
import { codeNotShowable, LearnerError } from '#lib/messages';
import { mapRuns, parseShown, type ShownMessage } from '../protocol';
import { requirePlain } from '../wire';
import type { Calls } from './calls';
import { inspect } from './inspect';
import type { RunHandles } from './run-handles';

const valueLengthMax = 200;

/** The host of `createLabModule` on the realm's side of the wire. */
export function createLabHost(
	calls: Calls,
	handles: RunHandles,
	send: (shown: ShownMessage) => void
): LabHost {
	return {
		async run(spec: ExperimentSpec): Promise<Run> {
			return handles.take(await calls.ask<'run'>({ method: 'run', spec: plain(spec, 'spec') }));
		},
		async sweep(spec: ExperimentSpec, over: Over, { seeds }: { seeds: number }): Promise<Table> {
			return calls.ask<'sweep'>({
				method: 'sweep',
				spec: plain(spec, 'spec'),
				// Only the type is narrowed: the page's schema takes lists and objects alike.
				over: plain(over, 'over') as Record<string, unknown>,
				seeds
			});
		},
		async measure(points: readonly DesignPoint[], { seeds }: { seeds: number }): Promise<Table> {
			return calls.ask<'measure'>({
				method: 'measure',
				points: plain([...points], 'spec'),
				seeds
			});
		},
		async messages(run: Run, query: MessageQuery): Promise<number[]> {
			return calls.ask<'messages'>({
				method: 'messages',
				handle: handles.of(run),
				query: plain(query, 'query')
			});
		},
		async explain(run: Run, message: number): Promise<Story> {
			return calls.ask<'explain'>({
				method: 'explain',
				handle: handles.of(run),
				message: plain(message, 'message')
			});
		},
		show(shown: Shown): void {
			send(shownMessage(shown, handles));
		}
	};
}

function plain<T>(value: T, name: string): T {
	requirePlain(value, name);
	return value;
}

/** Learner code reaches this with any value at all. */
function shownMessage(shown: Shown, handles: RunHandles): ShownMessage {
	const refused = () =>
		new LearnerError([codeNotShowable({}, inspect(shown).slice(0, valueLengthMax))]);
	if (typeof shown !== 'object' || shown === null) throw refused();
	const message = parseShown(mapRuns(shown, (run: Run) => handles.message(run)));
	if (!message) throw refused();
	return message;
}
