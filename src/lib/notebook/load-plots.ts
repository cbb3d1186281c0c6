/** d3 and all that draws with it: after first paint, and once for the page. */
export function loadPlots() {
	plots ??= import('#lib/plot');
	return plots;
}

let plots: Promise<typeof import('#lib/plot')> | null = null;
