/** One number of all that a run did: FNV-1a over 64-bit words, turned so that high bits reach low ones. */
import { now } from '../kernel/events';

/** What happened to a message. The numbers are part of every digest: they never change. */
export const enum Change {
	Attempted = 1,
	Acknowledged = 2,
	Failed = 3,
	Unroutable = 4,
	/** And the loss cause. */
	Destroyed = 5,
	Processed = 32,
	Expired = 64
}

const PRIME: u64 = 0x100000001b3;
const BASIS: u64 = 0xcbf29ce484222325;

export let digest: u64 = 0;

export function initialiseDigest(): void {
	digest = BASIS;
}

export function digestChange(change: u32, message: u32): void {
	digestChangeAt(change, message, now);
}

export function digestChangeAt(change: u32, message: u32, time: f64): void {
	digestOneOf(change, message);
	const hash = (rotl<u64>(digest, 29) ^ reinterpret<u64>(time)) * PRIME;
	digest = rotl<u64>(hash, 31);
}

/** One of several changes of a kind at one time; `digestTogether` closes them. */
export function digestOneOf(change: u32, message: u32): void {
	digest = (digest ^ (((<u64>change) << 32) | (<u64>message))) * PRIME;
}

export function digestTogether(many: u32, time: f64): void {
	let hash = (rotl<u64>(digest, 29) ^ (<u64>many)) * PRIME;
	hash = (rotl<u64>(hash, 29) ^ reinterpret<u64>(time)) * PRIME;
	digest = rotl<u64>(hash, 31);
}
