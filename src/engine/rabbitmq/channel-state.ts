/**
 * The broker's end of one connection: what its channel process holds. A client that connects again
 * gets another one, while the old one may still be working off what it had read.
 */
import { allocateForever } from '../kernel/memory';
import { createLane, Lane, laneLength } from '../kernel/events';
import { createRing, Ring, ringClear } from '../kernel/ring';
import { createProcess, Process, resetProcess } from '../world/process';
import { RabbitmqLane } from './lane-kind';
import { AmqpClient } from './client/client';
import { QUEUE_SLOTS } from './settings';

/** credit_flow_default_credit {400, 200} since RabbitMQ 3.5.5 (rule R10). */
export const CREDIT_START: u32 = 400;
export const CREDIT_MORE: u32 = 200;

const CHANNELS_MAX: u32 = 1024;

@unmanaged
export class Channel {
	client: AmqpClient;
	node: u32;
	process: Process;
	/** Brings the word that the connection has ended. */
	gone: Lane;
	/** Outstanding confirms, one word a tag from `firstTag`: queues to answer and two marks. */
	confirms: Ring;
	firstTag: u32;
	/** Transaction not yet committed: message, send. */
	transaction: Ring;
	/** Tag that must be confirmed for the commit to be answered; 0: none. */
	commitTag: u32;
	/** Something of that transaction was refused: all of it has failed. */
	commitRefused: bool;
	/** Credit towards each queue, u32 each. */
	credit: usize;
	/** Its sessions at quorum queues by queue, their number plus one, u32 each. */
	sessions: usize;
	/** Its connection has fallen: what it has read is still handled, but nobody hears of it. */
	closing: bool;
	/** Nobody's: ready for the next connection. */
	free: bool;
}

const channels = new StaticArray<usize>(CHANNELS_MAX);
export let channelCount: u32 = 0;

export function initialiseChannels(): void {
	channelCount = 0;
}

export function channelAt(index: u32): Channel {
	assert(index < CHANNELS_MAX, 'channel');
	return changetype<Channel>(unchecked(channels[index]));
}

/** Gives the client a channel on its node. Its publish sequence goes on from the client's last. */
export function openChannel(client: AmqpClient): void {
	const channel = unusedChannel();
	channel.client = client;
	channel.node = client.node;
	channel.free = false;
	channel.closing = false;
	channel.firstTag = client.nextTag + 1;
	channel.commitTag = 0;
	channel.commitRefused = false;
	for (let queue: u32 = 0; queue < QUEUE_SLOTS; queue++) setCredit(channel, queue, CREDIT_START);
	client.channel = channel;
}

function unusedChannel(): Channel {
	for (let index: u32 = 0; index < channelCount; index++) {
		if (channelAt(index).free) return channelAt(index);
	}
	assert(channelCount < CHANNELS_MAX, 'too many channels at once');
	const channel = changetype<Channel>(allocateForever(offsetof<Channel>()));
	const owner = changetype<usize>(channel);
	channels[channelCount++] = owner;
	channel.process = createProcess(RabbitmqLane.Channel, owner);
	channel.gone = createLane(RabbitmqLane.Gone, owner);
	channel.confirms = createRing(2);
	channel.transaction = createRing(3);
	channel.credit = allocateForever(QUEUE_SLOTS * 4);
	channel.sessions = allocateForever(QUEUE_SLOTS * 4);
	return channel;
}

/** Everything it had is handled or dropped: the next connection may have it. */
export function freeChannel(channel: Channel): void {
	assert(laneLength(channel.gone) == 0, 'a channel is freed after its end is known');
	resetProcess(channel.process);
	ringClear(channel.confirms);
	ringClear(channel.transaction);
	channel.closing = true;
	channel.free = true;
}

export function creditOf(channel: Channel, queue: u32): u32 {
	return load<u32>(channel.credit + ((<usize>queue) << 2));
}

export function setCredit(channel: Channel, queue: u32, credit: u32): void {
	store<u32>(channel.credit + ((<usize>queue) << 2), credit);
}
