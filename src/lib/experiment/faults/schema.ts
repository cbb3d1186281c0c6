import { m } from '#lib/messages';
import { faultKinds } from '#lib/sim';
import * as v from 'valibot';
import { duration, list, section, text, whole } from '../fields';
import * as limit from '../limits';

/* Faults as they are written. Who may be struck by which depends on the experiment: `conflicts.ts`. */

const faultTime = () => duration(0, limit.faultTimeUsMax);
const faultLength = () => duration(limit.limitUsMin, limit.faultTimeUsMax);
const count = () => v.optional(whole(1, limit.commandLineLimits.messagesMax));

/** Exactly one of the four; `conflicts.ts` says so, in words better than a union type's. */
const when = {
	at: v.optional(faultTime()),
	afterAttempted: count(),
	afterProcessed: count()
};
export const whenNames = ['at', 'afterAttempted', 'afterProcessed'] as const;

const target = () => text(limit.keyLengthMax);
const restartAfter = v.optional(faultLength());

export const faultSchemas = {
	crash: section({ kind: v.literal('crash'), target: target(), ...when, restartAfter }),
	powerLoss: section({ kind: v.literal('powerLoss'), target: target(), ...when, restartAfter }),
	stop: section({ kind: v.literal('stop'), target: target(), ...when, restartAfter }),
	pause: section({ kind: v.literal('pause'), target: target(), ...when, for: faultLength() }),
	partition: section({
		kind: v.literal('partition'),
		nodes: list(target(), limit.nodesMax),
		...when,
		for: faultLength()
	}),
	cut: section({ kind: v.literal('cut'), target: target(), ...when })
};

export const faultSchema = v.variant('kind', Object.values(faultSchemas), () =>
	m.settings_allowed_fault({ names: faultKinds.join(', ') })
);

export type FaultSpec = v.InferInput<typeof faultSchema>;
export type CompleteFault = v.InferOutput<typeof faultSchema>;
