import { configure } from './configure';
import { instantiate, type Engine } from './engine';
import type { EngineExports } from './exports';
import { giveBack } from './memories';
import { hostEvents, stop } from './layout';
import { readResult, readTrace } from './read';
import { duplicateCauses, fates, lossCauses } from './result';
import type { CauseId, Fate, SimulationResult, TraceStep } from './result';
import type { Setup } from './setup';

/** V8 does not replace a WebAssembly function while it runs: short calls reach optimised code. */
const SLICE_EVENTS = 20_000;

/** In the upper four bits of a word of Kafka's log, where a message has the number of its sending. */
const controlRecord = 15;

export type Progress = 'running' | 'host' | 'drained' | 'horizon';

/** A frame that waits for a client outside the engine. Numbers as the engine gives them. */
export interface HostFrame {
	kind: (typeof hostEvents)[keyof typeof hostEvents];
	client: number;
	tag: number;
	message: number;
	/** confirm, nack: 1 for multiple; deliver: to be given back with `processed`. */
	detail: number;
	redelivered: boolean;
}

/** One run. Throws `EngineFault` only, which is a bug of ours. */
export class Simulation {
	#instance: EngineExports | null;
	readonly #setup: Setup;
	#ended: SimulationResult['ended'] | null = null;

	constructor(engine: Engine, setup: Setup) {
		this.#instance = instantiate(engine);
		this.#setup = setup;
		configure(this.#engine, setup);
	}

	get #engine(): EngineExports {
		if (!this.#instance) throw new Error('A run whose memory was given back answers no more.');
		return this.#instance;
	}

	/** Hands its memory to the next run. What was asked before stays; nothing can be asked any more. */
	release(): void {
		if (this.#instance) giveBack(this.#instance.memory, this.#instance.usedBytes());
		this.#instance = null;
	}

	/** Runs about so many events; returns where it stands. */
	advance(events = SLICE_EVENTS): Progress {
		if (this.#ended) return this.#ended === 'drained' ? 'drained' : 'horizon';
		let left = events;
		while (left > 0) {
			const reason = this.#engine.runUntil(this.#setup.limitUs, Math.min(left, SLICE_EVENTS));
			left -= SLICE_EVENTS;
			if (reason === stop.slice) continue;
			if (reason === stop.host) return 'host';
			this.#engine.finish();
			this.#ended = reason === stop.drained ? 'drained' : 'horizon';
			return this.#ended;
		}
		return 'running';
	}

	/** Share of the messages that were attempted and processed, 0 … 1; for a progress bar only. */
	get progress(): number {
		if (this.#ended) return 1;
		const done = this.#engine.attemptedSoFar() + this.#engine.processedSoFar();
		return Math.min(1, done / (2 * Math.max(1, this.#setup.messages)));
	}

	get nowUs(): number {
		return Number(this.#engine.now.value);
	}

	/** Only after the run has ended. */
	result(): SimulationResult {
		if (!this.#ended) throw new Error('A run has a result when it has ended.');
		return readResult(this.#engine, this.#setup, this.#ended);
	}

	/** Steps of the message that `Setup.traceMessage` names. */
	trace(): TraceStep[] {
		return readTrace(this.#engine, this.#setup.broker);
	}

	fate(message: number): { fate: Fate; cause: CauseId | null; acknowledged: boolean } | null {
		const fate = fates[this.#engine.fateOf(message)];
		if (!fate) return null;
		return {
			fate,
			cause: lossCauses[this.#engine.lossCauseOf(message)] ?? null,
			acknowledged: this.#engine.wasAcknowledged(message) !== 0
		};
	}

	/** Numbers of the messages that match, rising, at most `limit` of them. */
	messages(query: {
		cause?: CauseId;
		fate?: Fate;
		fromMs?: number;
		toMs?: number;
		limit: number;
	}): number[] {
		const found: number[] = [];
		const byDuplicate = duplicateCauses.some((cause) => cause === query.cause);
		for (let message = 0; message < this.#setup.messages && found.length < query.limit; message++) {
			const state = this.fate(message);
			if (!state) continue;
			if (query.fate && state.fate !== query.fate) continue;
			if (
				query.cause &&
				(byDuplicate ? state.fate !== 'duplicated' : state.cause !== query.cause)
			) {
				continue;
			}
			const atMs = this.#engine.settledAt(message) / 1000;
			if (query.fromMs !== undefined && atMs < query.fromMs) continue;
			if (query.toMs !== undefined && atMs > query.toMs) continue;
			found.push(message);
		}
		return found;
	}

	/**
	 * Kafka: the messages in a partition's log, in the order of their offsets; its leader's, unless a
	 * node is named. A message that was sent twice stands there twice; empty where nobody leads.
	 */
	kafkaLog(partition: number, node = this.#engine.kafkaLeader(partition)): number[] {
		const engine = this.#engine;
		const end = node < 0 ? 0 : engine.kafkaLogEnd(partition, node);
		const messages: number[] = [];
		for (let offset = 0; offset < end; offset++) {
			const word = engine.kafkaLogWord(partition, node, offset);
			if (word >>> 28 !== controlRecord) messages.push(word & 0xfffffff);
		}
		return messages;
	}

	/** Kafka: the offset at which the log of a partition's leader ends, markers included. */
	kafkaLogEnd(partition: number): number {
		const node = this.#engine.kafkaLeader(partition);
		return node < 0 ? 0 : this.#engine.kafkaLogEnd(partition, node);
	}

	/** Kafka: who leads a partition; −1: nobody. */
	kafkaLeader(partition: number): number {
		return this.#engine.kafkaLeader(partition);
	}

	/** The frame that `advance` stopped for. */
	get hostFrame(): HostFrame | null {
		const event = Number(this.#engine.hostEvent.value);
		const kind = hostEvents[event as keyof typeof hostEvents];
		if (!kind) return null;
		const detail = Number(this.#engine.hostDetail.value);
		return {
			kind,
			client: Number(this.#engine.hostClient.value),
			tag: Number(this.#engine.hostTag.value),
			message: Number(this.#engine.hostMessage.value),
			detail,
			redelivered: kind === 'deliver' && (detail & (1 << 24)) !== 0
		};
	}

	/** A host's producer hands over its next message; −1: no connection or no further message. */
	publish(producer: number): number {
		return this.#engine.publishOf(producer);
	}

	publishAgain(producer: number, message: number): boolean {
		return this.#engine.publishAgainOf(producer, message) !== 0;
	}

	processed(consumer: number, frame: HostFrame): void {
		this.#engine.processedOf(consumer, frame.message, frame.detail);
	}

	/** `basic.nack`: back into the queue, or dead-lettered. */
	reject(consumer: number, tag: number, how: { multiple?: boolean; requeue: boolean }): boolean {
		const answer = (how.multiple ? 1 : 0) + (how.requeue ? 2 : 0);
		return this.#engine.rejectOf(consumer, tag, answer) !== 0;
	}

	/** `basic.recover`: everything unacknowledged comes again. */
	recover(consumer: number): boolean {
		return this.#engine.recoverOf(consumer) !== 0;
	}

	acknowledge(consumer: number, tag: number, multiple = false): boolean {
		return this.#engine.ackOf(consumer, tag, Number(multiple)) !== 0;
	}
}

/** Runs a setup without host clients to its end. */
export function simulate(engine: Engine, setup: Setup): SimulationResult {
	const simulation = new Simulation(engine, setup);
	while (simulation.advance() === 'running');
	const result = simulation.result();
	simulation.release();
	return result;
}
