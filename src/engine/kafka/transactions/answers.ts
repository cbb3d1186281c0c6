/** Who goes on when the coordinator has answered: a producer's application, or a worker. */
import { Role } from '../../clients/client';
import { onProducerAnswer } from './transactional-producer';
import { Transactor } from './transactor';
import { onWorkerAnswer } from './worker';

export function onAnswered(transactor: Transactor, step: u32): void {
	if (transactor.client.role == Role.Producer) onProducerAnswer(transactor, step);
	else onWorkerAnswer(transactor, step);
}
