/** Where a small multiple stands. */
export interface PanelPlace {
	left: number;
	right: number;
	/** Of the plot itself, below what stands above it. */
	top: number;
	bottom: number;
	column: number;
}

interface Bounds {
	left: number;
	right: number;
	top: number;
	/** Above each panel, for its name and its marks. */
	headPx: number;
	panelPx: number;
	/** Below each row, for the axis. */
	footPx: number;
}

export const PANEL_GAP_PX = 26;
/** A panel narrower than this has no room for a flag and its words. */
const PANEL_WIDTH_MIN_PX = 220;

/** As many panels beside each other as there is room for, in rows that are as even as may be. */
export function panelColumns(count: number, widthPx: number): number {
	const fitting = Math.floor((widthPx + PANEL_GAP_PX) / (PANEL_WIDTH_MIN_PX + PANEL_GAP_PX));
	if (fitting >= count) return count;
	return Math.ceil(count / Math.ceil(count / Math.max(1, fitting)));
}

/** Equal panels in rows, all of one height. */
export function panelRows(
	count: number,
	{ left, right, top, headPx, panelPx, footPx }: Bounds
): { places: PanelPlace[]; right: number; bottom: number } {
	const columns = panelColumns(count, right - left);
	const width = (right - left - (columns - 1) * PANEL_GAP_PX) / columns;
	const places = Array.from({ length: count }, (_, index) => {
		const column = index % columns;
		const row = Math.floor(index / columns);
		const start = left + column * (width + PANEL_GAP_PX);
		const panelTop = top + headPx + row * (headPx + panelPx + footPx);
		return { left: start, right: start + width, top: panelTop, bottom: panelTop + panelPx, column };
	});
	return { places, right, bottom: Math.max(top, ...places.map((place) => place.bottom)) };
}
