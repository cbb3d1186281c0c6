/**
 * Costs of one machine and one broker version, in microseconds and bytes. Every figure names its
 * source in the profile that holds it.
 */
export interface Profile {
	name: string;
	link: { latencyUs: number; jitterUs: number; bytesPerUs: number };
	disk: { syncUs: number; bytesPerUs: number };
	client: { publishUs: number; confirmUs: number; reconnectUs: number; ackUs: number; receiveUs: number };
	broker: {
		/** Reader and channel: parse and route one publish; one ack; one commit. */
		channelPublishUs: number;
		channelAckUs: number;
		channelConfirmUs: number;
		channelCommitUs: number;
		/** The queue process: one transient publish, what a persistent one adds, one delivery, one ack. */
		queuePublishUs: number;
		queuePersistUs: number;
		queueDeliverUs: number;
		queueAckUs: number;
		/** What each mirror adds to a publish at the master, and the mirror's own work for one. */
		mirrorUs: number;
		/** Message store: one body of 4096 bytes or more. */
		storeWriteUs: number;
		/** From the master's death to the mirror serving, drawn uniformly. */
		promotionUs: [number, number];
		/** Synchronising one message to a joining mirror. */
		syncMessageUs: number;
		/** Bytes that fit in the socket buffers of one connection, both ends together. */
		socketBytes: number;
		/** Opening a connection and a channel, in round trips. */
		handshakeRoundTrips: number;
	};
}
