import { expect, it } from 'vitest';
import { routingComparisons } from '../../src/bench/fidelity/recorded/index';
import { truth } from './recorded';
import { describeRecording } from './recorded-scenarios';

describeRecording('rabbitmq-3.10');

it('every recorded table of routing is compared, or it is said why not', () => {
	expect(Object.keys(routingComparisons).sort()).toEqual(Object.keys(truth.routing).sort());
});
