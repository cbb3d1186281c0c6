/**
 * What the clients of all brokers have in common: a process on a machine of its own, with one
 * thread for the application. The connections belong to each broker's own `client/`.
 */
import { createLane, Lane } from '../kernel/events';
import { createStream, Purpose, Stream } from '../kernel/random';
import { enrol } from './roster';
import { Work } from './work';
import { Workload } from './workload';

export const enum Role {
	Producer = 0,
	Consumer
}

@unmanaged
export class Client {
	index: u32;
	role: i32;
	/** Number among the producers, or among the consumers. */
	ordinal: u32;
	/** Node it is configured to talk to. */
	homeNode: u32;
	/** Its process is not running. */
	dead: bool;
	paused: bool;
	/** Bit mask of the nodes that it cannot reach from its side of a partition. */
	cutFrom: u32;
	/** Driven frame by frame from outside. */
	host: bool;
	/** When its application goes on; the meaning of an event is the broker's client library's. */
	wake: Lane;
	link: Stream;
	/** The application's thread does one thing at a time. */
	cpuFreeAt: f64;
	/** What a producer has to send. */
	workload: Workload;
	/** What a consumer does with a message. */
	work: Work;
}

/** Fills what all clients have, and gives it its numbers. `client` is new and zeroed. */
export function setUpClient(
	client: Client,
	role: i32,
	homeNode: u32,
	host: bool,
	wakeKind: i32
): void {
	client.role = role;
	enrol(client);
	client.homeNode = homeNode;
	client.host = host;
	client.wake = createLane(wakeKind, changetype<usize>(client));
	client.link = createStream(Purpose.Link, client.index);
}
