/** The export list, nothing else. Results are read at the addresses exported here. */
export { eventCount, now } from './kernel/events';
export { quantile } from './kernel/histogram';
export { usedBytes } from './kernel/memory';
export {
	addConsumer,
	addFault,
	addProducer,
	addProducerKey,
	addQueue,
	attemptedSoFar,
	configureBroker,
	createWorld,
	finish,
	processedSoFar,
	runUntil,
	setCost,
	setSetting
} from './simulation';
export { addKey, bind, createExchange as addExchange, textAddress } from './rabbitmq/exchange';
export {
	addProducerExpiration,
	addProducerHeaders,
	addProducerPriority
} from './rabbitmq/client/envelope-calls';
export { topicMatches } from './rabbitmq/topic';
export { digest } from './ledger/digest';
export { fateOf, fatesAddress, lossCauseOf, settledAt, wasAcknowledged } from './ledger/fates';
export { confirmLatency, latency } from './ledger/ledger';
export { seriesAddress, seriesWidthUs } from './ledger/series';
export { causesAddress, totalsAddress } from './ledger/totals';
export { traceAddress, traceLength } from './ledger/trace';
export { outageCount, outageFrom, outageTo } from './world/outage';
export { faultBeganAt, faultEndedAt, faultIndex, faultTarget } from './scenario/report';
export { hostClient, hostDetail, hostEvent, hostMessage, hostTag } from './rabbitmq/client/host';
export {
	ackOf,
	processedOf,
	publishAgainOf,
	publishOf,
	recoverOf,
	rejectOf
} from './rabbitmq/client/host-calls';
export {
	kafkaCommitted,
	kafkaHighWatermark,
	kafkaHolders,
	kafkaInSync,
	kafkaLeader,
	kafkaOwner,
	kafkaLeading,
	kafkaLogEnd,
	kafkaLogWord,
	kafkaProcessed
} from './kafka/inspect';
export {
	quorumApplied,
	quorumHas,
	quorumKeeps,
	quorumLeading,
	rabbitmqBuffered,
	rabbitmqUnacked
} from './rabbitmq/inspect';
export { activemqBuffered, activemqUnacked } from './activemq/inspect';
export { tandem, tandemEvents, tandemMean } from './reference/tandem';
export {
	arrivalRate,
	meanNumber,
	meanTimeInSystem,
	meanWait,
	singleServer,
	waitQuantile
} from './reference/single-server';
