/** Brings each event to the one who handles it, or parks it where something stands still. */
import { Lane } from './kernel/events';
import { LaneKind } from './world/lane-kind';
import { nodeAt } from './world/node';
import { park } from './world/parking';
import { Client, Down, Role } from './clients/client';
import { onControl, onGone } from './clients/connection';
import { Consumer, onDelivery, onProcessed } from './clients/consumer';
import { offerFrame } from './clients/host';
import { onProducerFrame, onWake, Producer } from './clients/producer';
import { onChannelJob, submitToChannel } from './rabbitmq/channel';
import { flushConfirms } from './rabbitmq/confirms';
import { Channel } from './rabbitmq/channel-state';
import { onInter } from './rabbitmq/cluster';
import { onPromoted } from './rabbitmq/recovery';
import { onIdleTimer, onSyncTimer } from './rabbitmq/journal';
import { onReplicaJob, Queue, Replica } from './rabbitmq/queue';
import { Fault, onFault, standstills, swallowAnswer } from './scenario/faults';

export function dispatch(lane: Lane, a: u32, b: u32, c: u32): void {
	if (standstills > 0 && stands(lane)) {
		park(lane, a, b, c);
		return;
	}
	const owner = lane.owner;
	switch (lane.kind) {
		case LaneKind.ProducerWake:
			onWake(changetype<Producer>(owner));
			break;
		case LaneKind.ConsumerDone:
			onProcessed(changetype<Consumer>(owner), a, b, c);
			break;
		case LaneKind.Up:
			submitToChannel(changetype<Client>(owner).channel, a, b, c);
			break;
		case LaneKind.Down:
			onFrame(changetype<Client>(owner), a, b, c);
			break;
		case LaneKind.Control:
			onControl(changetype<Client>(owner), a);
			break;
		case LaneKind.Gone:
			onGone(changetype<Channel>(owner), a, b);
			break;
		case LaneKind.Channel:
			onChannelJob(changetype<Channel>(owner), a, b, c);
			break;
		case LaneKind.Replica:
			onReplicaJob(changetype<Replica>(owner), a, b, c);
			break;
		case LaneKind.SyncTimer:
			onSyncTimer(changetype<Replica>(owner));
			break;
		case LaneKind.IdleTimer:
			onIdleTimer(changetype<Replica>(owner));
			break;
		case LaneKind.Inter:
			onInter((<u32>owner) & 255, a, b, c);
			break;
		case LaneKind.Promotion:
			onPromoted(changetype<Queue>(owner));
			break;
		default:
			onFault(changetype<Fault>(owner), a);
	}
	flushConfirms();
}

/** A frame reaches a client. */
function onFrame(client: Client, a: u32, b: u32, c: u32): void {
	const kind = c & 255;
	if (kind <= <u32>Down.CommitOk && swallowAnswer(client)) return;
	if (client.host) offerFrame(client, a, b, c);
	else if (client.role == Role.Producer)
		onProducerFrame(changetype<Producer>(changetype<usize>(client)), kind, a, b != 0);
	else onDelivery(changetype<Consumer>(changetype<usize>(client)), a, b, c);
}

/** Whether what the event is for is paused, or its link cut. */
function stands(lane: Lane): bool {
	const owner = lane.owner;
	switch (lane.kind) {
		case LaneKind.ProducerWake:
		case LaneKind.ConsumerDone:
		case LaneKind.Control:
			return changetype<Client>(owner).paused;
		case LaneKind.Down: {
			const client = changetype<Client>(owner);
			return client.paused || nodeAt(client.node).cutFromClients;
		}
		case LaneKind.Up: {
			const node = nodeAt(changetype<Client>(owner).node);
			return node.paused || node.cutFromClients;
		}
		case LaneKind.Gone: {
			const node = nodeAt(changetype<Channel>(owner).node);
			return node.paused || node.cutFromClients;
		}
		case LaneKind.Channel:
			return nodeAt(changetype<Channel>(owner).node).paused;
		case LaneKind.Replica:
		case LaneKind.SyncTimer:
		case LaneKind.IdleTimer:
			return nodeAt(changetype<Replica>(owner).node).paused;
		case LaneKind.Inter: {
			const to = nodeAt((<u32>owner) & 255);
			return to.paused || (to.cutFrom & (1 << ((<u32>owner) >> 8))) != 0;
		}
		default:
			return false;
	}
}
