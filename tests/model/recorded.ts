/** What was recorded on a real RabbitMQ 3.10; `about` in the file says how. */
import { readFileSync } from 'node:fs';

/** A number is the same in all repetitions, a pair is [least, most]. */
export type Measure = number | boolean | string | number[];

export interface Recording {
	id: string;
	what: string;
	parameters: Record<string, number | boolean | string>;
	repetitions: number;
	measured: Record<string, Measure>;
}

interface Truth {
	scenarios: Recording[];
	routing: {
		'topic matrix': { keys: string[]; matchedKeysByPattern: Record<string, string[]> };
		'one queue, several matching bindings': {
			topicCopies: number;
			directCopies: number;
			exchangeToExchangeTwoPathsCopies: number;
		};
		'headers exchange': Record<string, string[]>;
		'mandatory and confirms of unroutable messages': {
			events: string[];
			alternateExchangeGot: string[];
			publishToMissingExchange: string;
		};
		TTL: {
			queueTTL200: { deadLettered: string[] };
			perMessageTTL: { deadLetteredAfter1800ms: string[]; expirationPropertyAfterDLX: string };
			ttl0NoConsumerReady: number;
			ttl0WithIdleConsumerDelivered: string[];
			unackedSurvivesTTL: number;
			requeuedAfterTTLReady: number;
		};
		'max-length': {
			dropHead: { kept: string[]; deadLettered: string[] };
			rejectPublish: { confirms: string[]; kept: string[] };
			rejectPublishDlx: { confirms: string[]; deadLettered: string[] };
			unackedNotCounted: { unacked: number; ready: number; afterRequeue: string[] };
			maxLengthBytes100with30ByteBodies: string[];
		};
		'requeue order and redelivered': Record<string, string>;
		'prefetch scope': {
			perConsumer3_twoConsumersOneChannel: number[];
			global3_twoConsumersOneChannel: number[];
		};
		'exclusive, auto-delete, redeclare, errors': Record<string, string>;
		'dispatch: round robin': Record<
			| '3 consumers, auto-ack, 12 messages'
			| '3 consumers, prefetch 1, acks after 20/20/20 ms'
			| 'backlog of 12, then A subscribes, then B; no prefetch limit'
			| 'backlog of 12, then A, then B; prefetch 2',
			string
		>;
	};
}

const file = new URL('../truth/rabbitmq-3.10.json', import.meta.url);

/** The one place where the shape of the recording is asserted. */
export const truth = JSON.parse(readFileSync(file, 'utf8')) as Truth;
