/** What a consumer has not acknowledged, for those who look at a run from outside. */
import { ringAt, ringLength } from '../kernel/ring';
import { consumerAt } from '../clients/roster';
import { asConsumer } from './client/consumer';
import { ConnectionState } from './client/connection';

/** As its broker sees it: what was given to it on its present connection, one by one. */
export function activemqUnacked(ordinal: u32): u32 {
	const connection = asConsumer(consumerAt(ordinal)).connection;
	if (connection.state != ConnectionState.Open) return 0;
	const subscription = connection.session.subscription;
	if (subscription == null) return 0;
	let count: u32 = 0;
	for (let index: u32 = 0; index < ringLength(subscription.dispatched); index++) {
		if (load<u32>(ringAt(subscription.dispatched, index)) != 0) count++;
	}
	return count;
}

/** Received and not begun. */
export function activemqBuffered(ordinal: u32): u32 {
	return ringLength(asConsumer(consumerAt(ordinal)).buffer);
}
