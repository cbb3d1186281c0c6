/**
 * Costs of the run's profile, in microseconds and bytes; the host fills the table at set-up and
 * `sim/profile.ts` says what each one is and where its figure comes from.
 */

export const enum Cost {
	LinkLatency = 0,
	LinkJitter,
	LinkBytesPerUs,
	DiskSync,
	DiskBytesPerUs,
	ClientPublish,
	ClientConfirm,
	ClientReconnect,
	ClientReceive,
	ClientAck,
	ChannelRead,
	ChannelRoute,
	ChannelAck,
	ChannelConfirm,
	ChannelCommit,
	QueuePublish,
	QueuePersist,
	QueueConfirm,
	QueueDeliver,
	QueueAck,
	QueueUnblock,
	Mirror,
	SyncOverhead,
	PromotionMin,
	PromotionMax,
	SyncMessage,
	SocketBytes,
	HandshakeRoundTrips,
	ResetDelay,
	Heartbeat,
	NetTick,
	Count
}

const costs = new StaticArray<f64>(Cost.Count);

export function setCost(index: i32, value: f64): void {
	assert(index >= 0 && index < Cost.Count && value >= 0, 'a cost out of range');
	costs[index] = value;
}

export function cost(index: i32): f64 {
	return unchecked(costs[index]);
}
