import { createLabModule, toExperiment } from '#lib/experiment';
import {
	codeChecksMissing,
	codeExportNotExperiment,
	codeFlooded,
	codeMessageTooLarge,
	codeNeverSettles,
	codeVerdictMalformed,
	isLocale,
	LearnerError,
	overwriteGetLocale
} from '#lib/messages';
import type { Given } from '../bundler/given';
import type { Verdict } from '../execution';
import { limits as sandboxLimits } from '../limits';
import { parseVerdict, type Failure, type FromRealm, type StartMessage } from '../protocol';
import { requirePlain } from '../wire';
import { Calls } from './calls';
import { runToEnd } from './event-loop';
import { failureOf } from './failure';
import { installGlobals } from './globals';
import { inspect } from './inspect';
import { createLabHost } from './lab-host';
import type { RealmPort } from './port';
import { RunHandles } from './run-handles';
import { VirtualTime } from './virtual-time';
import { createWork } from './work';

/**
 * One execution of a learner's program, from the start message to `done` or `failed`. It runs
 * beside hostile code and guards nothing: whatever it sends, the page checks.
 */
export function startRealm(port: RealmPort): void {
	let sent = 0;
	const send = (message: FromRealm) => {
		// The frame counts too, and ends the realm; thrown here, the problem has the learner's line.
		const last = message.type === 'done' || message.type === 'failed';
		if (++sent > sandboxLimits.messages && !last)
			throw new LearnerError([codeFlooded(sandboxLimits.messages, sandboxLimits.totalCharacters)]);
		const encoded = JSON.stringify(message);
		if (encoded.length > sandboxLimits.messageCharacters)
			throw new LearnerError([
				codeMessageTooLarge(encoded.length, sandboxLimits.messageCharacters)
			]);
		port.send(encoded);
	};
	const calls = new Calls((call, request) => send({ type: 'call', call, request }));
	const stackOf = (error: Error) => port.stackOf(error);
	const fail = (error: unknown, how?: 'rejected') =>
		send({ type: 'failed', failure: failureOf(error, stackOf, how) });

	port.onunhandled((reason) => fail(reason, 'rejected'));
	port.receive((message) => {
		if (message.type !== 'start') calls.settle(message);
		else execute(message, port, calls, send, fail).catch((error: unknown) => fail(error));
	});
	send({ type: 'ready' });
}

async function execute(
	start: StartMessage,
	port: RealmPort,
	calls: Calls,
	send: (message: FromRealm) => void,
	fail: (error: unknown) => void
): Promise<void> {
	const { locale } = start;
	if (isLocale(locale)) overwriteGetLocale(() => locale);
	Error.stackTraceLimit = 50; // ours come before the learner's frames
	const time = new VirtualTime();
	let lines = 0;
	const print = (text: string) => {
		// One more than is kept, so that the page says that something was cut.
		if (lines++ <= sandboxLimits.shown) send({ type: 'show', shown: { kind: 'text', text } });
	};
	installGlobals({ time, seed: start.seed, print, fail });

	const handles = new RunHandles();
	const lab = createLabModule(
		createLabHost(calls, handles, (shown) => send({ type: 'show', shown })),
		start.limits
	);
	let exported: Record<string, unknown> = {};
	const given: Given = {
		modules: {
			lab: { ...lab },
			'lab/params': { params: Object.freeze({ ...start.params }) },
			'lab/check': { run: lab.run, sweep: lab.sweep }
		},
		finish: (namespace) => (exported = namespace)
	};
	const program = port.load(start.code);
	const finish = async (): Promise<FromRealm> => {
		await program(given);
		if (!start.work) return { type: 'done', exported: specOf(exported.default, start) };
		const work = createWork(start.work, lab, handles);
		return { type: 'done', ...(await judge(exported.checks, work, start, port)) };
	};
	const outcome = finish();
	const settled = await runToEnd(
		outcome.then(() => undefined),
		calls,
		time
	);
	if (!settled) throw new LearnerError([codeNeverSettles({ file: start.entry })]);
	send(await outcome);
}

/** A cell need not export anything; what it exports by default must be an experiment. */
function specOf(
	value: unknown,
	{ entry: file, limits }: StartMessage
): Record<string, unknown> | undefined {
	if (value === undefined) return undefined;
	if (!isRecord(value))
		throw new LearnerError([codeExportNotExperiment({ file, line: 1 }, inspect(value))]);
	requirePlain(value, 'export default');
	const result = toExperiment(value, limits);
	if (!result.ok) throw new LearnerError(result.problems.map((problem) => ({ ...problem, file })));
	return value;
}

async function judge(
	checks: unknown,
	work: ReturnType<typeof createWork>,
	{ entry, only }: StartMessage,
	port: RealmPort
): Promise<{ checks: Record<string, Verdict>; broken: Record<string, Failure> }> {
	if (!isRecord(checks)) throw new LearnerError([codeChecksMissing(entry)]);
	const verdicts: Record<string, Verdict> = {};
	const broken: Record<string, Failure> = {};
	for (const [name, check] of Object.entries(checks)) {
		if (typeof check !== 'function' || (only && !only.includes(name))) continue;
		try {
			const value: unknown = await check(work);
			const verdict = parseVerdict(value);
			if (!verdict) throw new LearnerError([codeVerdictMalformed({ file: entry }, inspect(value))]);
			verdicts[name] = verdict;
		} catch (error) {
			broken[name] = failureOf(error, (thrown) => port.stackOf(thrown));
		}
	}
	return { checks: verdicts, broken };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
