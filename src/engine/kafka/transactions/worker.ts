/** Stub */
import { KafkaConsumer } from '../client/consumer';
import { Link } from '../client/consumer-network';
export function endTransaction(_consumer: KafkaConsumer): void {}
export function workerDied(_consumer: KafkaConsumer): void {}
export function onTransactionRequest(_link: Link, _a: u32, _b: u32): void {}
export function onTransactionAnswer(_link: Link, _a: u32, _b: u32): void {}
