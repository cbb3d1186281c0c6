/** Stub */
import { Partition, Replica } from '../partition';
export function isAbortedTransaction(_transaction: u32): bool {
	return false;
}
export function lastStable(_partition: Partition, _replica: Replica): u32 {
	return u32.MAX_VALUE;
}
