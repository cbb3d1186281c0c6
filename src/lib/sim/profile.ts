/**
 * Costs of one machine and one broker version, in microseconds and bytes. Sources: `side-by-side`,
 * three rounds on two cores over loopback with RabbitMQ 3.10.8, 1 KB messages, recorded in
 * tests/truth/side-by-side.json; `relative`, the table of relative costs recorded on the same
 * machine; `source`, the broker's source at 3.10. Where a figure was fitted, its comment says on
 * what. docs/model.md says what is simplified.
 */
export interface Profile {
	name: string;
	link: { latencyUs: number; jitterUs: number; bytesPerUs: number };
	disk: { syncUs: number; bytesPerUs: number };
	client: {
		publishUs: number;
		confirmUs: number;
		reconnectUs: number;
		receiveUs: number;
		ackUs: number;
	};
	broker: {
		/** Reader and channel: parse one publish. */
		channelReadUs: number;
		/** Channel: route one publish to its queue. */
		channelRouteUs: number;
		channelAckUs: number;
		/** Channel: confirms of one run of tags. */
		channelConfirmUs: number;
		channelCommitUs: number;
		/** Queue process: one transient publish. */
		queuePublishUs: number;
		/** What a persistent publish adds: its entry in the journal. */
		queuePersistUs: number;
		/** What a persistent publish with a confirm adds to that. */
		queueConfirmUs: number;
		queueDeliverUs: number;
		queueAckUs: number;
		/** What an acknowledgement adds when the consumer's window was full. */
		queueUnblockUs: number;
		/** What each mirror adds to a publish at the master; the mirror's own work for one. */
		mirrorUs: number;
		/** What a sync of the journal costs beside the disk's own time. */
		syncOverheadUs: number;
		/** From the master's death to the mirror serving, drawn uniformly. */
		promotionUs: [number, number];
		/** Synchronising one message to a joining mirror. */
		syncMessageUs: number;
		/** Bytes that fit in the socket buffers of one connection, both ends together. */
		socketBytes: number;
		/** Opening a connection and a channel, in round trips. */
		handshakeRoundTrips: number;
		/** From the kill of a broker's process until its machine resets the connections. */
		resetDelayUs: number;
	};
}

/** The machine that the recorded results come from: 2 cores, loopback, an SSD. */
export const workstation2024: Profile = {
	name: 'workstation-2024',
	link: {
		// A lone transient confirm took 270 µs (side-by-side, 3 691/s); less the work below, two ways.
		latencyUs: 92,
		jitterUs: 8,
		// Loopback is limited by copying, taken as 10 Gb/s.
		bytesPerUs: 1250
	},
	disk: {
		// A sync of 1 KB took 0.23 ms on that disk (fidelity measurement).
		syncUs: 230,
		bytesPerUs: 500
	},
	client: {
		publishUs: 12,
		confirmUs: 3,
		reconnectUs: 100_000,
		receiveUs: 2,
		ackUs: 4
	},
	broker: {
		channelReadUs: 10,
		channelRouteUs: 10,
		channelAckUs: 6,
		channelConfirmUs: 3,
		// relative, tx: one publish without a confirm costs 27 µs (36 668/s), a commit about 1.2 of one.
		channelCommitUs: 30,
		queuePublishUs: 27,
		// 17 964/s persistent against 36 668/s transient.
		queuePersistUs: 26,
		// relative: streaming confirms of persistent messages 0.36 against 0.52 without.
		queueConfirmUs: 12,
		// relative, consume: automatic 1, manual at prefetch 1000 0.66, at prefetch 1 0.06.
		queueDeliverUs: 18,
		queueAckUs: 9,
		queueUnblockUs: 16,
		// relative: 0.52 unmirrored, 0.24 with one mirror, 0.16 with two.
		mirrorUs: 58,
		// relative: a confirm for each persistent message 0.03, less round trip and the disk's sync.
		syncOverheadUs: 150,
		// 0.12 – 0.18 s after a process crash (rule R26).
		promotionUs: [120_000, 180_000],
		syncMessageUs: 20,
		// Linux's defaults for a loopback connection: 2.5 MB to send, 6 MB to receive at most, rarely full.
		socketBytes: 2_600_000,
		handshakeRoundTrips: 7,
		// Recorded at 2 000/s without confirms (A1a, A2a, A2c): 38 – 104 messages were sent into the dead
		// connection beyond the 3 008 at the kill, less what was on its way.
		resetDelayUs: 18_000
	}
};

export const profiles = { 'workstation-2024': workstation2024 } as const;
