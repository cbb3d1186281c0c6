import { m } from '#lib/messages';
import * as v from 'valibot';
import { consumersEntries, producersEntries } from '../common/clients';
import { experimentEntries } from '../common/experiment-entries';
import { machineEntries } from '../common/machine';
import { choice, duration, flag, section, text, whole } from '../fields';
import * as limit from '../limits';

/*
 * ActiveMQ Classic's settings, in the words of JMS and of its own documentation; the defaults are
 * those of 5.17. Defaults that depend on other settings are in `complete.ts`.
 */

const interval = () => duration(0, limit.waitUsMax);
const bytes = () => whole(1, limit.storeBytesMax);
const messages = () => whole(1, limit.batchMax);

const redeliverySchema = section({
	maximum: v.optional(whole(0, limit.redeliveriesMax), 6),
	delay: v.optional(interval(), '1s')
});

export const activemqSchema = section({
	type: v.literal('activemq', () => m.settings_allowed_broker()),
	version: v.optional(choice(['5.17']), '5.17'),
	topology: v.optional(choice(['single', 'shared-store', 'network']), 'single'),
	nodes: v.optional(whole(1, limit.nodesMax)),
	destination: v.optional(choice(['queue', 'topic']), 'queue'),
	durableSubscription: v.optional(flag(), false),
	diskSync: v.optional(choice(['always', 'periodic', 'never']), 'always'),
	diskSyncInterval: v.optional(duration(limit.limitUsMin, limit.detectionUsMax), '1s'),
	lockPoll: v.optional(duration(limit.limitUsMin, limit.detectionUsMax)),
	lockKeepAlive: v.optional(interval()),
	redelivery: v.optional(redeliverySchema, {}),
	memoryLimit: v.optional(bytes(), 64 * 1_048_576),
	storeLimit: v.optional(bytes(), 100_000_000_000),
	concurrentStoreAndDispatch: v.optional(flag(), true),
	checkpointInterval: v.optional(duration(limit.limitUsMin, limit.detectionUsMax), '5s'),
	...machineEntries
});

const nodeText = () => text(limit.keyLengthMax);

/** Of the `failover:` transport. */
const reconnectEntries = {
	initialReconnectDelay: v.optional(interval(), '10ms'),
	maxReconnectDelay: v.optional(interval(), '30s')
};

const activemqProducersSchema = section({
	...producersEntries,
	deliveryMode: v.optional(choice(['persistent', 'non-persistent']), 'persistent'),
	transacted: v.optional(flag(), false),
	commitEvery: v.optional(messages()),
	asyncSend: v.optional(flag()),
	producerWindow: v.optional(bytes()),
	failover: v.optional(flag(), true),
	...reconnectEntries,
	connectTo: v.optional(nodeText())
});

const activemqConsumersSchema = section({
	...consumersEntries,
	style: v.optional(choice(['receive', 'listener']), 'listener'),
	acknowledgeMode: v.optional(
		choice(['auto', 'client', 'dups-ok', 'individual', 'transacted']),
		'auto'
	),
	ackEvery: v.optional(messages()),
	prefetch: v.optional(whole(1, limit.prefetchMax)),
	optimizeAcknowledge: v.optional(flag(), false),
	exclusive: v.optional(flag(), false),
	rejectEvery: v.optional(whole(0, limit.batchMax), 0),
	rejectTimes: v.optional(whole(1, limit.rejectTimesMax), 1),
	failover: v.optional(flag(), true),
	...reconnectEntries,
	connectTo: v.optional(nodeText())
});

export const activemqExperimentSchema = section({
	broker: activemqSchema,
	producers: v.optional(activemqProducersSchema, {}),
	consumers: v.optional(activemqConsumersSchema, {}),
	...experimentEntries
});

export type ActivemqBroker = v.InferInput<typeof activemqSchema>;
export type ActivemqSpec = v.InferInput<typeof activemqExperimentSchema>;
export type CompleteActivemqSpec = v.InferOutput<typeof activemqExperimentSchema>;
