import { m } from '#lib/messages';
import { formatDuration } from '#lib/ui';
import type { Fault, Outage } from './data';

/** The same words for a fault in every plot. */
export function faultText(fault: Fault): string {
	const { target, kind } = fault;
	switch (kind) {
		case 'crash':
			return m.plot_fault_crash({ target });
		case 'powerLoss':
			return m.plot_fault_power_loss({ target });
		case 'pause':
			return m.plot_fault_pause({ target });
		case 'stop':
			return m.plot_fault_stop({ target });
		case 'partition':
			return m.plot_fault_partition();
		case 'cut':
			return m.plot_fault_cut({ target });
		default:
			return m.plot_fault_other({ target, kind });
	}
}

export function faultEndText(fault: Fault): string {
	switch (fault.kind) {
		case 'pause':
			return m.plot_fault_end_resumed();
		case 'partition':
			return m.plot_fault_end_healed();
		default:
			return m.plot_fault_end_back();
	}
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
