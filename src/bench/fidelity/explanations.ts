/**
 * Published rows that are off by more than a quarter and recorded cells by more than twice, and
 * where docs/model.md says why.
 */
export const explanations: Record<string, string> = {
	'netdb-others-consume': 'P1',
	'rmq12-prefetch 20': 'P2',
	'rmq20-window-mirrored 20': 'P3',
	'rmq20-window-quorum 20': 'P3',
	'kafka-0.8 old sync list1 acks0 rf3 1000B': 'S1',
	'kafka-0.8 old async200 acks0 rf3 1000B': 'S1',
	'Kafka 0.8, produce: Java client, 16 KiB, acks 1, 3 replicas': 'S1'
};

/** Pairs of cells that the recording orders clearly and the model the other way round. */
export const explainedOrders: Record<string, string> = {
	'activemq-5.17 C5 diskSyncs=false|persistent async should be faster than activemq-5.17 C5 diskSyncs=true|persistent async':
		'S2',
	'Kafka 0.8, produce: list of 50, acks 0, 1 replica should be faster than Kafka 0.8, produce: Java client, 16 KiB, acks 1, 3 replicas':
		'S1',
	'Kafka 0.8, produce: list of 200, acks 1, 1 replica should be faster than Kafka 0.8, produce: Java client, 16 KiB, acks 1, 3 replicas':
		'S1',
	'Kafka 0.8, produce: list of 50, acks 1, 1 replica should be faster than Kafka 0.8, produce: Java client, 16 KiB, acks all, 3 replicas':
		'S1'
};
