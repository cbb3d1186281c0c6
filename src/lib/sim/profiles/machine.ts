/** What a machine is made of, whatever broker runs on it. */
import { fixed, type Section } from './figure';

/** Order is the engine's number; `world/costs.ts` holds the same list. */
export const machineCosts = [
	/** One way between any two processes. */
	'linkLatency',
	/** Uniform, on top. */
	'linkJitter',
	'linkBytesPerUs',
	/** One fsync. */
	'diskSync',
	'diskBytesPerUs',
	/** Bytes that fit in the socket buffers of one connection, both ends together. */
	'socketBytes',
	/** From the kill of a process until its machine resets its connections. */
	'resetDelay'
] as const;
export type MachineCost = (typeof machineCosts)[number];
export type Machine = Section<MachineCost>;

/** The machine that the recordings come from: 2 cores, loopback, an SSD. */
export const workstationMachine: Machine = {
	linkLatency: fixed(
		15,
		'fit on side-by-side: a synchronous send of Kafka 0.8 with acks 1 takes 122 µs in all (8 202/s), one of ActiveMQ 53 µs'
	),
	linkJitter: fixed(2, 'chosen small: loopback has little'),
	linkBytesPerUs: fixed(1250, 'loopback is limited by copying, taken as 10 Gb/s'),
	diskSync: fixed(230, 'measured: a sync of 1 KB took 0.23 ms on that disk'),
	diskBytesPerUs: fixed(500, 'taken as that of a SATA SSD'),
	socketBytes: fixed(
		2_600_000,
		"Linux's defaults for a loopback connection: 2.5 MB to send, 6 MB to receive at most, rarely full"
	),
	resetDelay: fixed(
		18_000,
		'recorded at 2 000/s without confirms (A1a, A2a, A2c): 38 – 104 messages were sent into the dead connection beyond the 3 008 at the kill, less what was on its way'
	)
};
