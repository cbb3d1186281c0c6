import { m } from '#lib/messages';
import type { FaultKind } from '#lib/sim';
import { formatDuration } from '#lib/ui';
import type { Fault, Outage } from './data';

type Words = (inputs: { target: string }) => string;

/** Every kind has its words: the compiler asks for those of a new one. */
const BEGINNINGS = {
	crash: m.plot_fault_crash,
	powerLoss: m.plot_fault_power_loss,
	pause: m.plot_fault_pause,
	stop: m.plot_fault_stop,
	partition: () => m.plot_fault_partition(),
	cut: m.plot_fault_cut,
	slowDisk: m.plot_fault_slow_disk,
	fullDisk: m.plot_fault_full_disk,
	slowLink: m.plot_fault_slow_link,
	lossyLink: m.plot_fault_lossy_link
} satisfies Record<FaultKind, Words>;

const ENDS = {
	crash: m.plot_fault_end_back,
	powerLoss: m.plot_fault_end_back,
	pause: m.plot_fault_end_resumed,
	stop: m.plot_fault_end_back,
	partition: m.plot_fault_end_healed,
	cut: m.plot_fault_end_back,
	slowDisk: m.plot_fault_end_over,
	fullDisk: m.plot_fault_end_over,
	slowLink: m.plot_fault_end_over,
	lossyLink: m.plot_fault_end_over
} satisfies Record<FaultKind, () => string>;

/** A stored run may be of a later version than this page. */
const isKnown = (kind: string): kind is FaultKind => Object.hasOwn(BEGINNINGS, kind);

/** The same words for a fault in every plot. */
export function faultText({ target, kind }: Fault): string {
	return isKnown(kind) ? BEGINNINGS[kind]({ target }) : m.plot_fault_other({ target, kind });
}

export function faultEndText({ kind }: Fault): string {
	return isKnown(kind) ? ENDS[kind]() : m.plot_fault_end_back();
}

/** The whole of it, for a note and for assistive technology. */
export function faultLabel(fault: Fault): string {
	const text = faultText(fault);
	const from = formatDuration(fault.atMs);
	if (fault.untilMs === null) return m.plot_fault_label({ text, from });
	const to = formatDuration(fault.untilMs);
	return m.plot_fault_label_until({ text, from, end: faultEndText(fault), to });
}

export function outageText(outage: Outage): string {
	return m.plot_unavailable({ duration: formatDuration(outage.toMs - outage.fromMs) });
}
