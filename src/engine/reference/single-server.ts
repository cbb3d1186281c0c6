/**
 * One queue, one server, Poisson arrivals: M/M/1 or M/D/1, whose waiting times are known in closed
 * form (Pollaczek and Khinchine). Checks clock, lanes and distributions together.
 */
import { createLane, eventA, initialiseEvents, nextTime, now, push, take } from '../kernel/events';
import { createStream, draw, exponential, Purpose, setSeed } from '../kernel/random';
import { createHistogram, Histogram, quantile, record } from '../kernel/histogram';
import { allocateForever } from '../kernel/memory';

export let meanWait: f64 = 0;
/** Time average of the number in the system, for Little's law. */
export let meanNumber: f64 = 0;
export let meanTimeInSystem: f64 = 0;
export let arrivalRate: f64 = 0;

let waits: Histogram = changetype<Histogram>(0);

export function singleServer(
	seed: u32,
	customers: u32,
	meanGap: f64,
	shape: i32,
	meanService: f64,
	spread: f64
): void {
	setSeed(seed);
	initialiseEvents();
	waits = createHistogram();
	const arrivals = createStream(Purpose.Reference, 1);
	const services = createStream(Purpose.Reference, 2);
	const arriving = createLane(0, 0);
	const leaving = createLane(1, 0);
	const births = allocateForever(<usize>customers * 8);
	let free: f64 = 0;
	let made: u32 = 0;
	let waited: f64 = 0;
	let spent: f64 = 0;
	let inSystem: f64 = 0;
	let area: f64 = 0;
	let last: f64 = 0;
	push(arriving, exponential(arrivals, meanGap), 0, 0, 0);
	while (nextTime() != Infinity) {
		const lane = take();
		area += inSystem * (now - last);
		last = now;
		if (lane.kind == 0) {
			const id = made++;
			store<f64>(births + ((<usize>id) << 3), now);
			inSystem += 1;
			const start = max(now, free);
			waited += start - now;
			record(waits, start - now);
			free = start + draw(services, shape, meanService, spread);
			push(leaving, free, id, 0, 0);
			if (made < customers) push(arriving, now + exponential(arrivals, meanGap), 0, 0, 0);
		} else {
			inSystem -= 1;
			spent += now - load<f64>(births + ((<usize>eventA) << 3));
		}
	}
	meanWait = waited / <f64>customers;
	meanTimeInSystem = spent / <f64>customers;
	meanNumber = area / now;
	arrivalRate = <f64>customers / now;
}

export function waitQuantile(fraction: f64): f64 {
	return quantile(waits, fraction);
}
