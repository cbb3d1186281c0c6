import * as v from 'valibot';
import {
	progressBackupForeign,
	progressBackupNewer,
	progressBackupNotJson,
	progressBackupRecord,
	progressBackupTooLarge,
	progressBackupTwice,
	type Problem,
	type Result
} from '#lib/messages';
import { readRecord } from './read-record';
import {
	currentSchema,
	labRecordSchema,
	runRecordSchema,
	type LabRecord,
	type RunRecord
} from './record';

/** Everything that one browser keeps. */
export interface BackUp {
	labs: LabRecord[];
	runs: RunRecord[];
}

const format = 'broker-lab-backup';
const megabyte = 2 ** 20;
const megabytesMax = 128;
const recordsMax = 100_000;

/** `aside` holds what could not be read: kept for whoever can, and never read back. */
export function writeBackUp(content: BackUp & { aside: unknown[] }, madeAt: number): string {
	return JSON.stringify({ format, schema: currentSchema, madeAt, ...content }, encodeNumber);
}

/** The whole of a back-up, or why none of it is taken. */
export function readBackUp(text: string): Result<BackUp> {
	if (text.length > megabytesMax * megabyte) {
		const megabytes = Math.ceil(text.length / megabyte);
		return failed(progressBackupTooLarge(megabytes, megabytesMax));
	}
	let data: unknown;
	try {
		data = JSON.parse(text, decodeNumber);
	} catch {
		return failed(progressBackupNotJson());
	}
	const envelope = v.safeParse(envelopeSchema, data);
	if (!envelope.success) {
		const [{ path, received, expected }] = envelope.issues;
		const where = path?.map((step) => String(step.key)).join('.') ?? 'format';
		return failed(progressBackupForeign(where, received.slice(0, 40), expected ?? 'JSON'));
	}
	const { schema } = envelope.output;
	if (schema > currentSchema) {
		return failed(progressBackupNewer(String(schema), String(currentSchema)));
	}
	const problems: Problem[] = [];
	const labs = readAll('labs', envelope.output.labs, labRecordSchema, problems);
	const runs = readAll('runs', envelope.output.runs, runRecordSchema, problems);
	reportTwice('labs', labs, ({ slug }) => slug, problems);
	reportTwice('runs', runs, ({ slug, id }) => `${slug}/${id}`, problems);
	// One wrong record tells enough; a thousand would be a wall.
	if (problems.length > 0) return { ok: false, problems: problems.slice(0, 10) };
	return { ok: true, value: { labs, runs } };
}

const envelopeSchema = v.strictObject({
	format: v.literal(format),
	schema: v.pipe(v.number(), v.integer(), v.minValue(1)),
	madeAt: v.number(),
	labs: v.pipe(v.array(v.unknown()), v.maxLength(recordsMax)),
	runs: v.pipe(v.array(v.unknown()), v.maxLength(recordsMax)),
	aside: v.optional(v.array(v.unknown()))
});

function readAll<T>(
	list: string,
	records: unknown[],
	shape: v.GenericSchema<unknown, T>,
	problems: Problem[]
): T[] {
	return records.flatMap((record, index) => {
		const reading = readRecord(record, shape);
		if (reading.status === 'good') return [reading.record];
		const place = `${list}.${index}`;
		if (reading.status === 'broken') {
			const { path, value, allowed } = reading;
			problems.push(progressBackupRecord(`${place}.${path}`, value, allowed));
		} else {
			const found = reading.status === 'newer' ? String(reading.schema) : 'undefined';
			problems.push(progressBackupRecord(`${place}.schema`, found, String(currentSchema)));
		}
		return [];
	});
}

function reportTwice<T>(
	list: string,
	records: readonly T[],
	nameOf: (record: T) => string,
	problems: Problem[]
): void {
	const names = records.map(nameOf);
	const seen = new Set<string>();
	for (const name of names) {
		if (seen.has(name)) problems.push(progressBackupTwice(`${list}.${name}`));
		seen.add(name);
	}
}

/** JSON has no infinity and no NaN, but a run that never drained and an interval of one run do. */
function encodeNumber(_key: string, value: unknown): unknown {
	return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value;
}

function decodeNumber(_key: string, value: unknown): unknown {
	if (typeof value !== 'object' || value === null || !('$number' in value)) return value;
	return Number(value.$number);
}

function failed(problem: Problem): { ok: false; problems: Problem[] } {
	return { ok: false, problems: [problem] };
}
