import { m } from '#lib/messages';
import { faultKinds, partitionClients } from '#lib/sim';
import * as v from 'valibot';
import { choice, duration, fraction, list, section, text, whole } from '../fields';
import * as limit from '../limits';

/* Faults as they are written. Who may be struck by which depends on the experiment: `conflicts.ts`. */

const faultTime = () => duration(0, limit.faultTimeUsMax);
const faultLength = () => duration(limit.limitUsMin, limit.faultTimeUsMax);
const count = () => v.optional(whole(1, limit.commandLineLimits.messagesMax));

/** `{ between: [from, to] }`: one moment of this span, drawn from the experiment's seed. */
const span = section({
	between: v.pipe(
		v.tuple([faultTime(), faultTime()], () => m.settings_allowed_span()),
		v.check(
			([fromUs, toUs]) => fromUs <= toUs,
			() => m.settings_allowed_span()
		)
	)
});

const isSection = (value: unknown): boolean =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Exactly one of the four; `conflicts.ts` says so, in words better than a union type's. */
const when = {
	at: v.optional(v.lazy((written) => (isSection(written) ? span : faultTime()))),
	afterAttempted: count(),
	afterProcessed: count(),
	whileProcessing: count()
};
export const whenNames = ['at', 'afterAttempted', 'afterProcessed', 'whileProcessing'] as const;

const target = () => text(limit.keyLengthMax);
const restartAfter = v.optional(faultLength());
const factor = () => fraction(1, limit.slownessMax);

export const faultSchemas = {
	crash: section({ kind: v.literal('crash'), target: target(), ...when, restartAfter }),
	powerLoss: section({ kind: v.literal('powerLoss'), target: target(), ...when, restartAfter }),
	stop: section({ kind: v.literal('stop'), target: target(), ...when, restartAfter }),
	pause: section({ kind: v.literal('pause'), target: target(), ...when, for: faultLength() }),
	partition: section({
		kind: v.literal('partition'),
		nodes: list(target(), limit.nodesMax),
		clients: v.optional(choice(partitionClients), 'outside'),
		...when,
		for: faultLength()
	}),
	cut: section({ kind: v.literal('cut'), target: target(), ...when }),
	slowDisk: section({
		kind: v.literal('slowDisk'),
		target: target(),
		...when,
		for: faultLength(),
		factor: factor()
	}),
	fullDisk: section({
		kind: v.literal('fullDisk'),
		target: target(),
		...when,
		for: faultLength()
	}),
	slowLink: section({
		kind: v.literal('slowLink'),
		target: target(),
		...when,
		for: faultLength(),
		latency: v.optional(duration(0, limit.latencyUsMax), 0),
		factor: v.optional(factor(), 1)
	}),
	lossyLink: section({
		kind: v.literal('lossyLink'),
		target: target(),
		...when,
		for: faultLength(),
		loss: fraction(0, limit.lossMax)
	})
};

export const faultSchema = v.variant('kind', Object.values(faultSchemas), () =>
	m.settings_allowed_fault({ names: faultKinds.join(', ') })
);

export type FaultSpec = v.InferInput<typeof faultSchema>;
export type CompleteFault = v.InferOutput<typeof faultSchema>;
