import { m } from '#lib/messages';
import { brokers, type Broker } from '#lib/lab';

/** The aspects of the reference text's table, in its order. */
const aspects = [
	'producer',
	'consumer',
	'architecture',
	'throughput',
	'availability',
	'balancing'
] as const;
export type Aspect = (typeof aspects)[number];

/** Where a cell can be run: a lab and the place in its list of sections. */
export interface Answer {
	slug: string;
	section: number;
}

export interface ComparisonCell {
	broker: Broker;
	text: string;
	/** Left blank in the text: `text` is then a question that stands open. */
	open: boolean;
	answer: Answer | null;
}

export interface ComparisonRow {
	aspect: Aspect;
	label: string;
	cells: ComparisonCell[];
}

const labels: Record<Aspect, () => string> = {
	producer: m.pages_aspect_producer,
	consumer: m.pages_aspect_consumer,
	architecture: m.pages_aspect_architecture,
	throughput: m.pages_aspect_throughput,
	availability: m.pages_aspect_availability,
	balancing: m.pages_aspect_balancing
};

const claims: Record<Broker, Record<Aspect, () => string>> = {
	rabbitmq: {
		producer: m.pages_claim_rabbitmq_producer,
		consumer: m.pages_claim_rabbitmq_consumer,
		architecture: m.pages_claim_rabbitmq_architecture,
		throughput: m.pages_claim_rabbitmq_throughput,
		availability: m.pages_claim_rabbitmq_availability,
		balancing: m.pages_claim_rabbitmq_balancing
	},
	kafka: {
		producer: m.pages_claim_kafka_producer,
		consumer: m.pages_claim_kafka_consumer,
		architecture: m.pages_claim_kafka_architecture,
		throughput: m.pages_claim_kafka_throughput,
		availability: m.pages_claim_kafka_availability,
		balancing: m.pages_claim_kafka_balancing
	},
	activemq: {
		producer: m.pages_claim_activemq_producer,
		consumer: m.pages_claim_activemq_consumer,
		architecture: m.pages_claim_activemq_architecture,
		throughput: m.pages_claim_activemq_throughput,
		availability: m.pages_claim_activemq_availability,
		balancing: m.pages_claim_activemq_balancing
	}
};

/** What the text says nothing about: five cells, all ActiveMQ's. */
const blanks: readonly Aspect[] = [
	'producer',
	'consumer',
	'throughput',
	'availability',
	'balancing'
];

/** By broker and aspect. The sections are counted from 0, so that a title may be reworded. */
const answers: Partial<Record<Broker, Partial<Record<Aspect, Answer>>>> = {
	rabbitmq: {
		producer: { slug: '01-acknowledgements', section: 5 },
		throughput: { slug: '01-acknowledgements', section: 1 },
		availability: { slug: '01-acknowledgements', section: 3 }
	},
	kafka: {
		producer: { slug: '02-three-brokers', section: 5 },
		throughput: { slug: '02-three-brokers', section: 1 },
		availability: { slug: '02-three-brokers', section: 3 }
	},
	activemq: {
		producer: { slug: '02-three-brokers', section: 2 },
		throughput: { slug: '02-three-brokers', section: 5 },
		availability: { slug: '02-three-brokers', section: 3 }
	}
};

export function comparison(): ComparisonRow[] {
	return aspects.map((aspect) => ({
		aspect,
		label: labels[aspect](),
		cells: brokers.map((broker) => ({
			broker,
			text: claims[broker][aspect](),
			open: broker === 'activemq' && blanks.includes(aspect),
			answer: answers[broker]?.[aspect] ?? null
		}))
	}));
}
