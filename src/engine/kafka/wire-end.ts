/** How a connection ends: cut, refused, or with the process at either end. */
import { clear, Lane, laneA, laneLength, now, push, truncate } from '../kernel/events';
import { ringLength } from '../kernel/ring';
import { LossCause, Place } from '../ledger/causes';
import { Cost, cost } from '../world/costs';
import { linkDelay } from '../world/link';
import { nodeAt } from '../world/node';
import { unparkInto } from '../world/parking';
import { KafkaCost } from './costs';
import { loseRequest, ProduceRequest, releaseRequest, takeRequest } from './produce-request';
import { ANSWER_BYTES, Wire, WireEvent, WireState } from './wire';

/**
 * The connection ends though the broker lives: what was written reaches it (the machine sends what
 * the socket holds, then the end), but no answer comes back. Across a cut link nothing reaches it.
 */
export function cutWire(wire: Wire): void {
	endWire(wire, wire.closing);
}

/** The broker closes it. */
export function refuseWire(wire: Wire): void {
	endWire(wire, wire.control);
}

function endWire(wire: Wire, lane: Lane): void {
	if (wire.state == WireState.Closed || wire.state >= WireState.HalfClosed) return;
	unparkInto(wire.answers);
	dropAnswers(wire);
	if (nodeAt(wire.node).cutFromClients) dropRequests(wire);
	wire.generation++;
	wire.unread = 0;
	push(lane, now, WireEvent.Lost, wire.generation, 0);
	wire.state = WireState.Dying;
}

/** The client's process dies: its machine closes the connection. */
export function abandonWire(wire: Wire): void {
	unparkInto(wire.answers);
	dropAnswers(wire);
	if (nodeAt(wire.node).cutFromClients) dropRequests(wire);
	else loseUnsent(wire);
	forgetInFlight(wire);
	unparkInto(wire.control);
	clear(wire.control);
	clear(wire.closing);
	wire.generation++;
	wire.state = WireState.Closed;
	wire.unread = 0;
}

/** Requests that its thread was still writing. */
function loseUnsent(wire: Wire): void {
	const lane = wire.requests;
	const count = laneLength(lane);
	let kept = count;
	while (kept > 0) {
		const request = changetype<ProduceRequest>(<usize>laneA(lane, kept - 1));
		if (request.sentAt <= now) break;
		loseRequest(request, LossCause.LeftInClientBuffer, Place.Producer, wire.client.ordinal);
		releaseRequest(request);
		kept--;
	}
	if (kept == count) return;
	if (kept == 0) clear(lane);
	else truncate(lane, kept);
}

export function forgetInFlight(wire: Wire): void {
	for (let left = ringLength(wire.inFlight); left > 0; left--) {
		releaseRequest(takeRequest(wire.inFlight));
	}
}

/** The broker's process dies, and with it what it had not taken up; clients learn of it later. */
export function loseBrokerEnd(wire: Wire): void {
	unparkInto(wire.requests);
	dropRequests(wire);
	for (let left = ringLength(wire.socket); left > 0; left--) {
		const request = takeRequest(wire.socket);
		loseRequest(request, LossCause.InFlight, Place.Link, wire.client.ordinal);
		releaseRequest(request);
	}
	wire.busy = false;
	if (wire.state != WireState.Open && wire.state != WireState.Opening) return;
	wire.state = WireState.Dying;
	const exit = cost(Cost.ResetDelay) + cost(KafkaCost.ProcessExit);
	const notice = exit + linkDelay(wire.client.link, wire.node, ANSWER_BYTES);
	clear(wire.control);
	push(wire.control, now + notice, WireEvent.Lost, wire.generation, 0);
}

function dropRequests(wire: Wire): void {
	unparkInto(wire.requests);
	const lane = wire.requests;
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		const request = changetype<ProduceRequest>(<usize>laneA(lane, index));
		loseRequest(request, LossCause.InFlight, Place.Link, wire.client.ordinal);
		releaseRequest(request);
	}
	clear(lane);
}

function dropAnswers(wire: Wire): void {
	const lane = wire.answers;
	for (let index: u32 = 0; index < laneLength(lane); index++) {
		releaseRequest(changetype<ProduceRequest>(<usize>laneA(lane, index)));
	}
	clear(lane);
}
