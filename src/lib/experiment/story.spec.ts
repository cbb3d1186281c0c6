import type { TraceStep } from '#lib/sim';
import { expect, it } from 'vitest';
import { decidingStep } from './story';

const step = (name: TraceStep['step'], copy = 1, cause: TraceStep['cause'] = null): TraceStep => ({
	atMs: 0,
	step: name,
	place: 'rabbit-1',
	cause,
	copy
});

it('a loss is decided when its last copy ceases to exist', () => {
	const steps = [
		step('attempted'),
		step('destroyed', 1, 'in-flight-when-connection-fell'),
		step('sent', 2),
		step('destroyed', 2, 'in-memory-at-broker-crash'),
		step('confirmed', 2)
	];
	expect(decidingStep(steps, 'lost')).toBe(3);
});

it('a duplicate by sending again is decided by the sending', () => {
	const steps = [
		step('sent'),
		step('processed'),
		step('sent', 2),
		step('enqueued', 2),
		step('processed', 2)
	];
	expect(decidingStep(steps, 'duplicated')).toBe(2);
});

it('a duplicate by redelivery is decided when the broker takes the message back', () => {
	const steps = [step('processed'), step('requeued'), step('delivered'), step('processed')];
	expect(decidingStep(steps, 'duplicated')).toBe(1);
});

it('the second processing decides when nothing before it says why', () => {
	const steps = [step('processed'), step('processed', 1, 'requeued-at-failover')];
	expect(decidingStep(steps, 'duplicated')).toBe(1);
});

it('everything else is decided at its end', () => {
	expect(decidingStep([step('sent'), step('processed'), step('acked')], 'processedOnce')).toBe(1);
	expect(decidingStep([step('sent'), step('nacked')], 'failed')).toBe(1);
	expect(decidingStep([step('sent'), step('enqueued')], 'stillQueued')).toBe(1);
	expect(decidingStep([], 'stillQueued')).toBe(-1);
});
