/** Why the server refuses something, as its clients read it. */
import { now, push } from '../kernel/events';
import { FRAME_OVERHEAD_BYTES, linkDelay } from '../world/link';
import { AmqpClient, Connection, Down } from './client/client';

export const enum ReplyCode {
	/** A mandatory publish that no queue took; comes with the message, not with the channel's end. */
	NoRoute = 312,
	AccessRefused = 403,
	NotFound = 404,
	/** The exclusive queue of another connection. */
	ResourceLocked = 405,
	PreconditionFailed = 406
}

/** The server closes the client's channel. */
export function closeByServer(client: AmqpClient, code: u32): void {
	if (client.connection != Connection.Open) return;
	const delay = linkDelay(client.link, client.node, FRAME_OVERHEAD_BYTES);
	push(client.down, now + delay, code, 0, Down.Closed);
}
