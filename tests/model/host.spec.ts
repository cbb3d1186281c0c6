/**
 * Clients outside the engine: one producer and one consumer driven frame by frame from here, with
 * the logic of the built-in load generators (confirm one by one, acknowledge each), give the same
 * ledger as those.
 */
import { describe, expect, it } from 'vitest';
import { Simulation, type HostFrame, type SimulationResult } from '#lib/sim';
import {
	clientFault,
	engine,
	nodeFault,
	partition,
	run,
	second,
	setup,
	type Choice
} from './setups';

const messages = 400;

/** The setting with both clients built in, or both driven from outside. */
function setting(faults: Choice['faults'], host: boolean): Choice {
	return {
		producers: [{ messages, rate: 0, ack: 'confirm', batch: 1, retry: true, host }],
		// The host takes no time to work on a message, so the built-in consumer takes none either.
		consumers: [{ prefetch: 1, workUs: 0, host }],
		faults,
		limitUs: 60 * second
	};
}

/** An application with one outstanding publish, and one that acknowledges what it has processed. */
class Application {
	readonly frames: string[] = [];
	/** Published and not yet confirmed: sent again on the next connection. */
	#outstanding = -1;

	constructor(readonly simulation: Simulation) {}

	run(): SimulationResult {
		this.#publish();
		return this.listen();
	}

	/** Only answers what comes. */
	listen(): SimulationResult {
		for (;;) {
			const progress = this.simulation.advance();
			if (progress === 'host') this.#on(this.simulation.hostFrame);
			else if (progress !== 'running') return this.simulation.result();
		}
	}

	#publish(): void {
		this.#outstanding = this.simulation.publish(0);
	}

	#on(frame: HostFrame | null): void {
		if (!frame) throw new Error('The run stopped for a frame that is not there.');
		this.frames.push(frame.kind);
		switch (frame.kind) {
			case 'confirm':
				this.#publish();
				break;
			case 'nack':
			case 'opened':
				// Client 0 is the producer; a consumer that is open again has nothing to do.
				if (frame.client === 0) this.#again();
				break;
			case 'deliver':
				this.simulation.processed(0, frame);
				this.simulation.acknowledge(0, frame.tag);
				break;
			case 'lost':
			case 'writable':
			case 'commitOk':
			case 'return':
			case 'closed':
				break;
		}
	}

	#again(): void {
		if (this.#outstanding >= 0) this.simulation.publishAgain(0, this.#outstanding);
		else this.#publish();
	}
}

function hosted(faults: Choice['faults']): { frames: string[]; result: SimulationResult } {
	const application = new Application(new Simulation(engine, setup(setting(faults, true))));
	const result = application.run();
	return { frames: application.frames, result };
}

function builtIn(faults: Choice['faults']): SimulationResult {
	return run(setting(faults, false));
}

const ledgerOf = ({ totals, fates, causes }: SimulationResult) => ({ totals, fates, causes });

describe('clients driven from outside the engine', () => {
	it('get every frame: a confirm and a delivery for each message', () => {
		const { frames, result } = hosted([]);
		expect(frames.filter((kind) => kind === 'confirm')).toHaveLength(messages);
		expect(frames.filter((kind) => kind === 'deliver')).toHaveLength(messages);
		expect(result.fates.processedOnce).toBe(messages);
	});

	it('give the ledger of the built-in ones', () => {
		expect(ledgerOf(hosted([]).result)).toEqual(ledgerOf(builtIn([])));
	});

	it('give it in the same simulated time, give or take their own work', () => {
		// The built-in producer spends 12 µs and 3 µs on its library for each message, the host 12.
		const mine = hosted([]).result.simulatedMs;
		expect(Math.abs(mine / builtIn([]).simulatedMs - 1)).toBeLessThan(0.05);
	});

	it.each([
		['the broker crashes', [nodeFault('crash', 0, { afterAttempted: 150 }, second)]],
		['the broker loses power', [nodeFault('powerLoss', 0, { afterAttempted: 150 }, second)]],
		['the broker is paused', [nodeFault('pause', 0, { afterAttempted: 150 }, second)]],
		['a confirm is lost', [clientFault('cut', 'producer', { afterAttempted: 150 })]],
		['the consumer’s connection is cut', [clientFault('cut', 'consumer', { afterProcessed: 150 })]]
	])('give the same when %s and what was unconfirmed is sent again', (_, faults) => {
		const { frames, result } = hosted(faults);
		expect(ledgerOf(result)).toEqual(ledgerOf(builtIn(faults)));
		expect(result.totals.acknowledged).toBe(messages);
		expect(result.totals.lost).toBe(0);
		// Not vacuous: the fault was felt, but for the pause, which nobody notices.
		if (faults[0]?.kind !== 'pause') expect(frames).toContain('lost');
	});

	it('are told of a nack', () => {
		// The queue's node dies with a publish on its way to it from the producer's node: at some of
		// these moments there is one.
		const atMoments = Array.from({ length: 20 }, (_, step) => 20_000 + step * 37);
		const results = atMoments.map((atUs) => {
			const choice = setting([nodeFault('crash', 0, { atUs }, second)], true);
			const elsewhere = { ...choice, nodes: 2, producers: [{ ...choice.producers?.[0], node: 1 }] };
			const application = new Application(new Simulation(engine, setup(elsewhere)));
			expect(application.run().totals.acknowledged).toBe(messages);
			return application.frames;
		});
		expect(results.some((frames) => frames.includes('nack'))).toBe(true);
	});

	it('get every frame that a healed partition releases at once', () => {
		const choice = (host: boolean): Choice => ({
			nodes: 2,
			producers: [{ messages: 500, rate: 2000 }],
			consumers: [{ prefetch: 100, workUs: 0, host }],
			// The node has pushed some frames when it is cut off; they wait together for its end.
			faults: [partition([0], { atUs: 100_050 }, 0.5 * second)]
		});
		const application = new Application(new Simulation(engine, setup(choice(true))));
		const result = application.listen();
		expect(result.totals.processed).toBe(500);
		expect(ledgerOf(result)).toEqual(ledgerOf(run(choice(false))));
	});
});
