/** Alarms, connections and answers, handed to the old client of 0.8 or to the Java client. */
import { now } from '../../kernel/events';
import { cost } from '../../world/costs';
import { KafkaCost } from '../costs';
import { ProduceRequest } from '../produce-request';
import { hasRoom, Wire } from '../wire';
import { pumpSender } from './java-producer';
import { onJavaAnswer, onJavaWireLost } from './java-results';
import { onJavaTimeout } from './java-timeouts';
import {
	onOldAlarm,
	onOldAnswer,
	onOldTimeout,
	onOldWireLost,
	onOldWireOpen
} from './old-producer';
import { asKafkaProducer, KafkaProducer } from './producer';

export function onAlarm(producer: KafkaProducer): void {
	producer.alarmAt = Infinity;
	if (producer.dead) return;
	if (producer.java) pumpSender(producer);
	else onOldAlarm(producer);
}

export function onTimeout(producer: KafkaProducer): void {
	producer.timeoutAt = Infinity;
	if (producer.dead) return;
	if (producer.java) onJavaTimeout(producer);
	else onOldTimeout(producer);
}

/** A connection is open, or has room again. */
export function onWireOpen(wire: Wire): void {
	const producer = asKafkaProducer(wire.client);
	if (producer.dead || !hasRoom(wire)) return;
	producer.fruitless = 0;
	if (producer.java) pumpSender(producer);
	else onOldWireOpen(producer, wire);
}

/** A connection fell or was refused. */
export function onWireLost(wire: Wire): void {
	const producer = asKafkaProducer(wire.client);
	if (producer.dead) return;
	if (producer.java) onJavaWireLost(producer, wire);
	else onOldWireLost(producer, wire);
}

export function onAnswer(request: ProduceRequest): void {
	const producer = asKafkaProducer(request.wire.client);
	producer.ioFreeAt = max(now, producer.ioFreeAt) + cost(KafkaCost.ClientAnswer);
	if (producer.java) onJavaAnswer(producer, request);
	else onOldAnswer(producer, request);
}
