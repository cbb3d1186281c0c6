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
		'one queue, several matching bindings': { topicCopies: number; directCopies: number };
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
