/** Costs of RabbitMQ and its client library; `sim/profile.ts` says what each one is. */
import { Cost } from '../world/costs';

export const enum RabbitmqCost {
	ClientPublish = Cost.Family,
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
	HandshakeRoundTrips,
	Heartbeat,
	NetTick
}
