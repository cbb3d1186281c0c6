/** Faults that begin after the nth message: compared right where messages are counted. */
import { total, Total } from '../ledger/totals';
import { beginFault } from './faults';
import { Fault, faultAt, faultCount, scheduleBegin, Target, Trigger } from './fault';

let attemptedThreshold: f64 = Infinity;
let processedThreshold: f64 = Infinity;
/** Faults that wait for the work on an nth message. */
let workFaults: u32 = 0;
const CONSUMERS_MAX: u32 = 32;
/** Messages that each consumer, and all of them, have begun or will begin to work on. */
const works = new StaticArray<f64>(CONSUMERS_MAX);
let worksOfAll: f64 = 0;

export function initialiseTriggers(): void {
	attemptedThreshold = Infinity;
	processedThreshold = Infinity;
	workFaults = 0;
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (fault.begun) continue;
		if (fault.trigger == Trigger.Attempted) {
			attemptedThreshold = min(attemptedThreshold, fault.threshold);
		} else if (fault.trigger == Trigger.Processed) {
			processedThreshold = min(processedThreshold, fault.threshold);
		} else if (fault.trigger == Trigger.Working) {
			workFaults++;
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
		if (fault.begun || fault.trigger == Trigger.Time || fault.trigger == Trigger.Working) continue;
		const counter = fault.trigger == Trigger.Attempted ? Total.Attempted : Total.Processed;
		if (total(counter) >= fault.threshold) beginFault(fault);
	}
	initialiseTriggers();
}

/** Whether some fault waits for the work on an nth message. */
export function awaitsWork(): bool {
	return workFaults != 0;
}

/** A consumer works, or is going to work, on one more message in this span of time. */
export function noteWork(consumer: u32, from: f64, to: f64): void {
	if (workFaults == 0) return;
	works[consumer] += 1;
	worksOfAll += 1;
	for (let index: u32 = 0; index < faultCount; index++) {
		const fault = faultAt(index);
		if (fault.trigger != Trigger.Working || countFor(fault) != fault.threshold) continue;
		if (fault.target == Target.Consumer && fault.index != consumer) continue;
		scheduleBegin(fault, from + (to - from) / 2);
	}
}

/** A fault of a consumer counts that consumer's messages, any other those of all. */
function countFor(fault: Fault): f64 {
	return fault.target == Target.Consumer ? works[fault.index] : worksOfAll;
}

/** How many messages may be attempted before a fault that counts them begins, the last included. */
export function attemptsUntilFault(): f64 {
	return attemptedThreshold - total(Total.Attempted);
}
