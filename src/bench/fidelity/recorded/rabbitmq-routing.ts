/** The other half of the RabbitMQ recording, its tables of routing: which test compares each, or why none. */
export const routingComparisons: Record<string, string> = {
	'topic matrix': 'rabbitmq-routing.spec.ts',
	'one queue, several matching bindings': 'rabbitmq-routing.spec.ts',
	'direct is exact, fanout ignores key, default exchange routes by queue name':
		'rabbitmq-routing.spec.ts',
	'dispatch: round robin':
		'rabbitmq-consumer.spec.ts; consumer priorities in rabbitmq-requeue.spec.ts',
	'mandatory and confirms of unroutable messages': 'rabbitmq-queues.spec.ts',
	'requeue order and redelivered':
		'rabbitmq-requeue.spec.ts; at a closed channel in rabbitmq-consumer.spec.ts; not basic.get, nor counts of a declare',
	'headers exchange': 'rabbitmq-queues.spec.ts',
	TTL: 'rabbitmq-queues.spec.ts',
	'max-length': 'rabbitmq-queues.spec.ts',
	'prefetch scope': 'rabbitmq-requeue.spec.ts',
	'exclusive, auto-delete, redeclare, errors':
		'rabbitmq-declare.spec.ts, rabbitmq-queues.spec.ts, rabbitmq-requeue.spec.ts'
};
