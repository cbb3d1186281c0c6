/** The other half of the RabbitMQ recording, its tables of routing: which test compares each, or why none. */
export const routingComparisons: Record<string, string> = {
	'topic matrix': 'rabbitmq-routing.spec.ts',
	'one queue, several matching bindings': 'rabbitmq-routing.spec.ts',
	'direct is exact, fanout ignores key, default exchange routes by queue name':
		'rabbitmq-routing.spec.ts',
	'dispatch: round robin': 'rabbitmq-consumer.spec.ts; consumer priorities later',
	'mandatory and confirms of unroutable messages':
		'the ack in rabbitmq-routing.spec.ts; mandatory and alternate exchanges later',
	'requeue order and redelivered':
		'requeue at a closed channel in rabbitmq-consumer.spec.ts; nack later',
	'headers exchange': 'later',
	TTL: 'later',
	'max-length': 'later',
	'prefetch scope': 'later: one consumer has one channel',
	'exclusive, auto-delete, redeclare, errors': 'later: queues are declared before a run begins'
};
