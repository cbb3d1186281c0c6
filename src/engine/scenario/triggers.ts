/** Faults that begin after the nth message: compared right where messages are counted. */
import { total, Total } from '../ledger/ledger';
import { beginFault, faultAt, faultCount, Trigger } from './faults';

let attemptedThreshold: f64 = Infinity;
let processedThreshold: f64 = Infinity;

export function initialiseTriggers(): void {
	attemptedThreshold = Infinity;
	processedThreshold = Infinity;
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (fault.begun) continue;
		if (fault.trigger == Trigger.Attempted) {
			attemptedThreshold = min(attemptedThreshold, fault.threshold);
		} else if (fault.trigger == Trigger.Processed) {
			processedThreshold = min(processedThreshold, fault.threshold);
		}
	}
}

/** Whether some fault waits for the nth processed message. */
export function awaitsProcessed(): bool {
	return processedThreshold != Infinity;
}

export function checkCountedFaults(): void {
	if (total(Total.Attempted) < attemptedThreshold && total(Total.Processed) < processedThreshold)
		return;
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (fault.begun || fault.trigger == Trigger.Time) continue;
		const counter = fault.trigger == Trigger.Attempted ? Total.Attempted : Total.Processed;
		if (total(counter) >= fault.threshold) beginFault(fault);
	}
	initialiseTriggers();
}
