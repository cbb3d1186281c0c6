/** What engine.wasm exports; `src/engine/index.ts` is the list. Addresses are bytes in `memory`. */
export interface EngineExports {
	memory: WebAssembly.Memory;
	_initialize(): void;
	usedBytes(): number;
	createWorld(
		seed: number,
		family: number,
		nodes: number,
		messages: number,
		tracedMessage: number
	): void;
	setSetting(index: number, value: number): void;
	configureBroker(): void;
	setCost(index: number, value: number): void;
	addQueue(): void;
	textAddress: WebAssembly.Global;
	addExchange(type: number, alternate: number): void;
	addKey(length: number): number;
	bind(exchange: number, target: number, toExchange: number, match: number, length: number): void;
	addProducer(
		node: number,
		messages: number,
		gapUs: number,
		poisson: number,
		size: number,
		retry: number,
		keys: number,
		host: number
	): void;
	addProducerKey(length: number): void;
	addProducerHeaders(length: number): void;
	addProducerPriority(priority: number): void;
	addProducerExpiration(expirationUs: number): void;
	addConsumer(
		node: number,
		shape: number,
		meanUs: number,
		spread: number,
		idempotent: number,
		host: number
	): void;
	addFault(
		kind: number,
		target: number,
		index: number,
		trigger: number,
		threshold: number,
		durationUs: number,
		side: number,
		latestUs: number,
		factor: number,
		latencyUs: number,
		loss: number,
		clients: number
	): void;
	runUntil(timeUs: number, events: number): number;
	finish(): void;
	attemptedSoFar(): number;
	processedSoFar(): number;
	now: WebAssembly.Global;
	eventCount: WebAssembly.Global;
	digest: WebAssembly.Global;
	totalsAddress: WebAssembly.Global;
	fatesAddress: WebAssembly.Global;
	causesAddress: WebAssembly.Global;
	latency: WebAssembly.Global;
	confirmLatency: WebAssembly.Global;
	quantile(histogram: number, fraction: number): number;
	seriesAddress: WebAssembly.Global;
	seriesWidthUs: WebAssembly.Global;
	traceAddress: WebAssembly.Global;
	traceLength: WebAssembly.Global;
	fateOf(message: number): number;
	lossCauseOf(message: number): number;
	settledAt(message: number): number;
	wasAcknowledged(message: number): number;
	outageCount(): number;
	outageFrom(index: number): number;
	outageTo(index: number): number;
	faultBeganAt(index: number): number;
	faultEndedAt(index: number): number;
	faultTarget(index: number): number;
	faultIndex(index: number): number;
	hostEvent: WebAssembly.Global;
	hostClient: WebAssembly.Global;
	hostTag: WebAssembly.Global;
	hostMessage: WebAssembly.Global;
	hostDetail: WebAssembly.Global;
	publishOf(producer: number): number;
	publishAgainOf(producer: number, message: number): number;
	processedOf(consumer: number, message: number, detail: number): void;
	rejectOf(consumer: number, tag: number, answer: number): number;
	recoverOf(consumer: number): number;
	ackOf(consumer: number, tag: number, multiple: number): number;
	topicMatches(pattern: number, patternLength: number, key: number, keyLength: number): number;
	kafkaLogEnd(partition: number, node: number): number;
	kafkaLogWord(partition: number, node: number, offset: number): number;
	kafkaHighWatermark(partition: number, node: number): number;
	kafkaLeader(partition: number): number;
	kafkaOwner(partition: number): number;
	kafkaInSync(partition: number): number;
	kafkaLeading(partition: number, node: number): number;
	kafkaHolders(group: number, partition: number): number;
	kafkaCommitted(group: number, partition: number): number;
	kafkaProcessed(group: number, partition: number): number;
	quorumApplied(queue: number): number;
	quorumHas(queue: number, node: number): number;
	quorumKeeps(queue: number, node: number): number;
	quorumLeading(queue: number, node: number): number;
	rabbitmqUnacked(consumer: number): number;
	rabbitmqBuffered(consumer: number): number;
	activemqUnacked(consumer: number): number;
	activemqBuffered(consumer: number): number;
	tandem(seed: number, messages: number, window: number): void;
	tandemMean: WebAssembly.Global;
	tandemEvents: WebAssembly.Global;
	singleServer(
		seed: number,
		customers: number,
		meanGap: number,
		shape: number,
		meanService: number,
		spread: number
	): void;
	meanWait: WebAssembly.Global;
	meanNumber: WebAssembly.Global;
	meanTimeInSystem: WebAssembly.Global;
	arrivalRate: WebAssembly.Global;
	waitQuantile(fraction: number): number;
}
