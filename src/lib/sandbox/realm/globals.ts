import { limits } from '../limits';
import { inspect } from './inspect';
import { seededRandom } from './random';
import { VirtualTime } from './virtual-time';

/** What the learner's globals need from the realm that they live in. */
export interface GlobalsHost {
	time: VirtualTime;
	seed: number;
	print(text: string): void;
	/** A timer's action threw. */
	fail(error: unknown): void;
}

/**
 * Replaces what differs between two executions (chance, clocks, timers) by what is the same each
 * time, and the console by one that prints into the lab. `Intl` and `toLocaleString` still follow
 * the machine's language.
 */
export function installGlobals(host: GlobalsHost): void {
	const { time } = host;
	const random = seededRandom(host.seed);
	const set = (action: unknown, delay: unknown, values: unknown[], repeat: boolean) =>
		time.set(
			() => {
				try {
					if (typeof action === 'function') action(...values);
				} catch (error) {
					host.fail(error);
				}
			},
			delay,
			repeat
		);
	const clear = (id: unknown) => time.clear(id);
	const globals: Record<string, unknown> = {
		Date: virtualDate(time),
		console: lineConsole(host.print),
		setTimeout: (action: unknown, delay: unknown, ...values: unknown[]) =>
			set(action, delay, values, false),
		setInterval: (action: unknown, delay: unknown, ...values: unknown[]) =>
			set(action, delay, values, true),
		clearTimeout: clear,
		clearInterval: clear,
		performance: { now: () => time.nowMs, timeOrigin: VirtualTime.epochMs },
		crypto: seededCrypto(random)
	};
	Math.random = random;
	for (const [name, value] of Object.entries(globals))
		Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}

function virtualDate(time: VirtualTime): DateConstructor {
	const nowMs = () => VirtualTime.epochMs + time.nowMs;
	return new Proxy(Date, {
		apply: (date) => new date(nowMs()).toString(),
		construct: (date, values, target) =>
			Reflect.construct(date, values.length === 0 ? [nowMs()] : values, target),
		get: (date, name, receiver) => (name === 'now' ? nowMs : Reflect.get(date, name, receiver))
	});
}

function seededCrypto(random: () => number) {
	const byte = () => Math.floor(random() * 256);
	return {
		getRandomValues<T extends ArrayBufferView>(view: T): T {
			new Uint8Array(view.buffer, view.byteOffset, view.byteLength).forEach((_, index, bytes) => {
				bytes[index] = byte();
			});
			return view;
		},
		/** RFC 9562, version 4. */
		randomUUID(): string {
			const hex = Array.from({ length: 16 }, (_, index) => {
				if (index === 6) return (byte() & 0x0f) | 0x40;
				return index === 8 ? (byte() & 0x3f) | 0x80 : byte();
			}).map((value) => value.toString(16).padStart(2, '0'));
			return [4, 6, 8, 10, 16]
				.map((end, part, ends) => hex.slice(part === 0 ? 0 : ends[part - 1], end).join(''))
				.join('-');
		}
	};
}

function lineConsole(print: (text: string) => void) {
	const line = (...values: unknown[]) => {
		const text = values
			.map((value) => (typeof value === 'string' ? value : inspect(value)))
			.join(' ');
		print(text.slice(0, limits.logCharacters));
	};
	const assert = (condition?: unknown, ...values: unknown[]) => {
		if (!condition) line('Assertion failed', ...values);
	};
	const printing = { log: line, info: line, warn: line, error: line, debug: line, dir: line };
	// The rest of the console (group, time, count …) is there and silent, so that code keeps running.
	return new Proxy<Record<PropertyKey, unknown>>(
		{ ...printing, table: line, trace: line, assert },
		{ get: (known, name) => (name in known ? known[name] : () => undefined) }
	);
}
