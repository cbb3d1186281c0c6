/**
 * Published rows that are off by more than a quarter and recorded cells by more than twice, and
 * where docs/model.md says why.
 */
export const explanations: Record<string, string> = {
	'netdb-others-consume': 'P1',
	'rmq12-prefetch 20': 'P2',
	'rmq20-window-mirrored 20': 'P3',
	'rmq20-window-quorum 20': 'P3',
	'conf20-kafka-max': 'P4',
	'conf20-kafka-200k-e2e': 'P4',
	'kafka-0.8 old sync list1 acks0 rf3 1000B': 'S1',
	'kafka-0.8 old async200 acks0 rf3 1000B': 'S1',
	'activemq-5.17 C5 diskSyncs=true|persistent async': 'S2',
	'activemq-5.17 C5 diskSyncs=false|persistent async': 'S2'
};
