import { m } from '#lib/messages';
import { formatNumber } from '#lib/ui';
import { factorTitle, factorValue, responseValue } from './axis-words';
import type { DrawnLine, DrawnPanel, DrawnPoint } from './geometry/lines-layout';
import type { LinesQuery } from './geometry/lines-model';
import type { LabelledHit } from './labelled-hit';

/** Each line of each panel is a row of points. */
export function linesHits(panels: readonly DrawnPanel[], query: LinesQuery): LabelledHit[] {
	return panels.flatMap((panel) =>
		panel.lines.flatMap((drawn) =>
			drawn.points.map((point) => pointHit(panel, drawn, point, query))
		)
	);
}

function pointHit(
	panel: DrawnPanel,
	{ line }: DrawnLine,
	{ point, x, y }: DrawnPoint,
	query: LinesQuery
): LabelledHit {
	const facet = panel.frame.panel.title;
	const factor = factorTitle(query.x);
	const value = factorValue(query.x, point.x);
	const mean = responseValue(query.y, point.mean);
	const certainty = point.interval
		? m.plot_point_interval({
				low: formatNumber(point.interval[0]),
				high: formatNumber(point.interval[1]),
				runs: String(point.runs)
			})
		: m.plot_point_single();
	const series = [line.label, facet].filter((words) => words !== '').join(', ');
	return {
		key: point.key,
		row: `${panel.frame.panel.key}|${line.key}`,
		x,
		y,
		label: `${m.plot_point({ series, factor, value, mean })}, ${certainty}`,
		lines: [mean, `${series}, ${factor} ${value}`, certainty]
	};
}
