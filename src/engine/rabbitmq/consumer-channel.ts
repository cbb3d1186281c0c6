/** What a consumer's channel passes on to the queue: acknowledgements, rejections, subscriptions. */
import { asConsumer } from './channel';
import { Channel } from './channel-state';
import { Consumer } from './client/consumer';
import { answerOf, framesOf } from './client/reading';
import { Answer } from './acknowledge';
import { Inter, send } from './cluster';
import { masterOf, Queue, queueSeenFrom, QueueState } from './queue';
import { Job, submit } from './queue-process';
import { giveToQuorum, subscribeAtQuorum } from './quorum/session';
import { Command, isQuorum } from './quorum/state';

/** What a rejection is to a quorum queue. */
function commandOf(answer: u32): u32 {
	return answer & Answer.Requeue ? Command.Return : Command.Discard;
}

/** Acknowledgements and rejections go to the queue. */
export function passAnswer(channel: Channel, job: u32, tag: u32, run: u32, epoch: u32): void {
	const consumer = asConsumer(channel.client);
	const queue = queueSeenFrom(channel.node, consumer.queue);
	if (isQuorum(queue)) {
		passToQuorum(channel, queue, job, tag, run, epoch & 255);
		return;
	}
	if (queue.state != QueueState.Up) return;
	const c = job | ((epoch & 255) << 8) | (consumer.index << 16);
	if (queue.masterNode == channel.node) submit(masterOf(queue), tag, run, c);
	else send(channel.node, queue.masterNode, tag, run, Inter.QueueJob | (c << 8));
}

/** To a quorum queue each frame is a command of its own. */
function passToQuorum(
	channel: Channel,
	queue: Queue,
	job: u32,
	tag: u32,
	run: u32,
	epoch: u32
): void {
	const answer = answerOf(run);
	const command = job == Job.Ack ? Command.Settle : commandOf(answer);
	const every = asConsumer(channel.client).ackEvery;
	const multiple = framesOf(run) == 1 ? (answer & Answer.Multiple) != 0 : every > 1;
	for (let after = framesOf(run); after > 0; after--) {
		giveToQuorum(channel, queue, command, tag - (after - 1) * every, multiple, epoch);
	}
}

/** Gives a job without an answer to the master of the consumer's queue, wherever it is. */
export function tellQueue(consumer: Consumer, fromNode: u32, job: u32, b: u32): void {
	const queue = queueSeenFrom(fromNode, consumer.queue);
	if (isQuorum(queue)) {
		// The end of a channel is told by its sessions.
		if (job == Job.Subscribe) subscribeAtQuorum(consumer.channel, queue, consumer);
		return;
	}
	if (queue.state != QueueState.Up) return;
	if (queue.masterNode == fromNode) submit(masterOf(queue), consumer.index, b, job);
	else send(fromNode, queue.masterNode, consumer.index, b, Inter.QueueJob | (job << 8));
}
