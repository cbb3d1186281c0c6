import { expect, test } from 'vitest';
import { placeOfSetting } from './setting-place';

const source = `import { experiment, rabbitmq, crash } from 'lab';
const size = -1;
const other = { producers: { size: 5 } };
const chosen = experiment({
	// size: of what? producers: {
	broker: rabbitmq({ nodes: 3, queue: { mirrors: 9, 'durable': 1 } }),
	label: 'size: {',
	producers: { messages: 10, size, ack: \`\${'confirm'}\` },
	consumers: { size: 1 },
	faults: [
		crash('leader', { at: '1s' }),
		crash('rabbit-9', { restartAfter: 'soon', at: '2s' })
	]
});
experiment({ producers: { rate: 1 } });`;

const whole = { line: 4, column: 16 };

test.each([
	['producers.size', 8, 'size'],
	['consumers.size', 9, 'size'],
	['broker.queue.mirrors', 6, 'mirrors'],
	['broker.queue.durable', 6, `'durable'`],
	['label', 7, 'label'],
	['faults.1.restartAfter', 12, 'restartAfter'],
	['faults.1.at', 12, 'at'],
	['faults.0.at', 11, 'at'],
	['faults.1', 12, 'crash'],
	// What is missing is where it should have been.
	['consumers.prefetch', 9, 'consumers']
])('%s is on line %i', (path, line, text) => {
	const span = placeOfSetting(source, whole, path);
	expect(span?.line).toBe(line);
	expect(
		source.split('\n')[line - 1]?.slice((span?.column ?? 0) - 1, (span?.endColumn ?? 0) - 1)
	).toBe(text);
});

test('the call of a broker or a fault is searched for its own settings', () => {
	expect(placeOfSetting(source, { line: 6, column: 10 }, 'broker.queue.mirrors')?.column).toBe(40);
	expect(placeOfSetting(source, { line: 12, column: 3 }, 'crash.restartAfter')?.line).toBe(12);
});

test('nothing outside the call counts, nor in a text or a comment', () => {
	expect(placeOfSetting(source, whole, 'producers.rate')?.line).toBe(8); // `producers`, not line 15
	expect(placeOfSetting(source, whole, 'seed')).toBeNull();
	expect(
		placeOfSetting('run(spec);\nlater({ seed: 1 })', { line: 1, column: 1 }, 'seed')
	).toBeNull();
});
