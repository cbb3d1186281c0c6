/** Not there yet: every hook of `scenario/hooks.ts`, to be written. */
import { Lane } from '../kernel/events';
import { Client } from '../clients/client';

export function initialise(): void {}

export function configureBroker(): void {}

export function makeProducer(_node: u32, _host: bool): Client {
	return unreachable();
}

export function completeProducer(_client: Client): void {}

export function makeConsumer(_node: u32, _host: bool): Client {
	return unreachable();
}

export function start(): void {}

export function onEvent(_lane: Lane, _a: u32, _b: u32, _c: u32): void {}

export function stands(_lane: Lane): bool {
	return false;
}

export function afterFault(): void {}

export function killNode(_node: u32, _ending: i32): void {}

export function returnNode(_node: u32): void {}

export function killClient(_client: Client, _ending: i32): void {}

export function returnClient(_client: Client): void {}

export function nodeOfClient(_client: Client): u32 {
	return 0;
}

export function clientNoticeUs(): f64 {
	return Infinity;
}

export function peerNoticeUs(): f64 {
	return Infinity;
}

export function loseSilentClient(_client: Client): void {}

export function loseSilentNodes(_silent: u32): void {}

export function silenceBegan(_silent: u32): void {}

export function silenceEnded(_silent: u32, _expelled: u32): void {}

export function expectsAnswer(_client: Client): bool {
	return false;
}

export function cutClient(_client: Client): void {}

export function leaderOf(_index: u32): u32 {
	return 0;
}

export function reviewOutage(): void {}

export function finish(): void {}

export function producersThatWait(): u32 {
	return 0;
}

export function clientPaused(_client: Client): void {}

export function clientResumed(_client: Client): void {}
