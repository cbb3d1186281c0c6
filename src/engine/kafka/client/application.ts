/** The thread of a producer’s application: it makes messages and hands them to the client library. */
import { clear, now, push } from '../../kernel/events';
import { ringLength } from '../../kernel/ring';
import { attemptMany, attemptNextAt, hasMore, nextDue } from '../../clients/workload';
import { attemptsUntilFault, checkCountedFaults } from '../../scenario/triggers';
import { cost } from '../../world/costs';
import { attemptRoom, mayAttempt } from '../consumer-hooks';
import { KafkaCost } from '../costs';
import { noteTransactional } from '../transactions/transactional-producer';
import * as java from './java-producer';
import { hasMemory, pumpSender, takeAgain } from './java-producer';
import * as old from './old-producer';
import { hasPlace, pumpOld } from './old-producer';
import { KafkaProducer } from './producer';

function isHeldBack(producer: KafkaProducer): bool {
	if (producer.dead || producer.host || producer.making > 0 || producer.held != 0) return true;
	return producer.awaiting || !mayAttempt(producer);
}

/** Lets the application's thread make its next messages, if nothing holds it back. */
export function pumpApplication(producer: KafkaProducer): void {
	if (isHeldBack(producer)) return;
	const free = max(now, producer.cpuFreeAt);
	const each = cost(KafkaCost.ClientMessage);
	let count: u32 = 1;
	let due = free + each;
	if (ringLength(producer.again) == 0) {
		const workload = producer.workload;
		if (!hasMore(workload)) return;
		if (workload.gapUs > 0) {
			due = nextDue(workload, free);
		} else {
			// As fast as it goes: so many at once as cannot be held back meanwhile.
			const most = producer.java ? java.fillable(producer) : old.fillable(producer);
			const room = min(workload.messages - workload.made, attemptRoom(producer));
			count = max(1, min(most, room));
			due = free + each * count;
		}
	}
	producer.making = count;
	producer.makingFrom = free;
	push(producer.wake, due, count, 0, 0);
}

/** The thread has made them: each is handed to the client library. */
export function onApplication(producer: KafkaProducer, count: u32): void {
	producer.making = 0;
	const workload = producer.workload;
	const paced = workload.gapUs > 0 || ringLength(producer.again) > 0;
	makeMessages(producer, count);
	producer.cpuFreeAt = paced ? max(now, producer.cpuFreeAt) + cost(KafkaCost.ClientMessage) : now;
	if (producer.dead) return;
	afterMaking(producer);
	pumpApplication(producer);
}

function makeMessages(producer: KafkaProducer, count: u32): void {
	const workload = producer.workload;
	const each = cost(KafkaCost.ClientMessage);
	if (count > 1 && attemptsUntilFault() > <f64>count && nothingHolds(producer, count)) {
		const first = attemptMany(workload, count, producer.makingFrom, each);
		handOverMany(producer, first, count);
		assert(producer.held == 0, 'room for all');
		return;
	}
	for (let index: u32 = 0; index < count; index++) {
		if (ringLength(producer.again) > 0) {
			handOver(producer, takeAgain(producer));
			continue;
		}
		const intended =
			workload.gapUs > 0 ? workload.nextIntended : producer.makingFrom + each * <f64>index;
		const message = attemptNextAt(workload, min(intended, now));
		handOver(producer, message);
		checkCountedFaults();
		if (producer.dead || producer.held != 0) return;
	}
}

/** Whether the library is sure to take so many messages, which are about a batch. */
function nothingHolds(producer: KafkaProducer, count: u32): bool {
	return producer.java ? hasMemory(producer) : hasPlace(producer, count);
}

function handOver(producer: KafkaProducer, message: u32): void {
	if (producer.transactional) noteTransactional(producer, message);
	if (producer.java) java.accept(producer, message);
	else old.accept(producer, message);
}

function handOverMany(producer: KafkaProducer, first: u32, count: u32): void {
	if (!producer.java) {
		old.acceptMany(producer, first, count);
	} else if (!producer.transactional) {
		java.acceptMany(producer, first, count);
	} else {
		for (let index: u32 = 0; index < count; index++) handOver(producer, first + index);
	}
}

function afterMaking(producer: KafkaProducer): void {
	if (producer.java) pumpSender(producer);
	else pumpOld(producer);
}

/** Its thread was making messages when it died: those whose time had come were attempted. */
export function makeWhatWasDue(producer: KafkaProducer): void {
	if (producer.making < 2) return;
	const each = cost(KafkaCost.ClientMessage);
	const count = <u32>min(<f64>producer.making, Math.floor((now - producer.makingFrom) / each));
	clear(producer.wake);
	producer.making = 0;
	makeMessages(producer, count);
}
