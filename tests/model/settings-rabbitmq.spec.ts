/** RabbitMQ: every setting, and its documented effect. Rules R: `docs/model.md`. */
import { commonEffects, describeSettings } from './settings-effects';
import { brokerEffects } from './settings-rabbitmq-broker';
import { clientEffects } from './settings-rabbitmq-clients';
import { confirms, fast, kill, killAfter, persistent, run } from './settings-rabbitmq-situations';

const waits = { ...fast, ...persistent, ...confirms };

const common = commonEffects(run, {
	safe: waits,
	fast,
	repeats: { 'consumers.ackEvery': 50, ...killAfter(130) },
	fails: { ...waits, 'producers.batch': 100, ...kill('rabbit-1', '1s', '50ms') },
	overtaking: {
		'consumers.count': 2,
		'consumers.processing': { distribution: 'exponential', mean: '1ms' }
	},
	parallel: { 'consumers.prefetch': 10 },
	node: 'rabbit-1'
});

describeSettings('rabbitmq', { ...common, ...brokerEffects, ...clientEffects });
