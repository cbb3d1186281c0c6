/** What became of each fault, for the marks in the plots. −1: not. */
import { faultAt } from './fault';

export function faultBeganAt(index: u32): f64 {
	return faultAt(index).begun ? faultAt(index).beganAt : -1;
}

export function faultEndedAt(index: u32): f64 {
	return faultAt(index).ended ? faultAt(index).endedAt : -1;
}

export function faultTarget(index: u32): i32 {
	return faultAt(index).target;
}

export function faultIndex(index: u32): u32 {
	return faultAt(index).index;
}
