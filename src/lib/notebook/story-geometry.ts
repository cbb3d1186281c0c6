import type { Story } from '#lib/experiment';

/** Heights are equal from step to step: what matters is the order and the place, not the pause. */
const rowHeight = 34;
const topMargin = 34;
const timeWidth = 96;

export interface StoryPoint {
	x: number;
	y: number;
	place: string;
	atMs: number;
	step: Story['steps'][number]['step'];
	copy: number;
	deciding: boolean;
}

export interface StoryGeometry {
	width: number;
	height: number;
	columns: { place: string; x: number }[];
	points: StoryPoint[];
	/** Lines between the neighbouring steps of one copy. */
	paths: { from: StoryPoint; to: StoryPoint; copy: number }[];
}

/** A space-time diagram: a column for each place, time downwards. */
export function storyGeometry(story: Story, width: number): StoryGeometry {
	const places = orderPlaces([...new Set(story.steps.map(({ place }) => place))]);
	const columnWidth = (width - timeWidth) / Math.max(1, places.length);
	const columns = places.map((place, index) => ({
		place,
		x: timeWidth + columnWidth * (index + 0.5)
	}));
	const xOf = new Map(columns.map(({ place, x }) => [place, x]));
	const points = story.steps.map(({ atMs, step, place, copy }, index) => ({
		x: xOf.get(place) ?? 0,
		y: topMargin + rowHeight * (index + 0.5),
		place,
		atMs,
		step,
		copy,
		deciding: index === story.deciding
	}));
	return {
		width,
		height: topMargin + rowHeight * points.length,
		columns,
		points,
		paths: pathsOf(points)
	};
}

function pathsOf(points: readonly StoryPoint[]) {
	const last = new Map<number, StoryPoint>();
	const paths: StoryGeometry['paths'] = [];
	for (const point of points) {
		// A copy that is sent again comes from where the message was first.
		const from = last.get(point.copy) ?? last.get(point.copy - 1);
		if (from) paths.push({ from, to: point, copy: point.copy });
		last.set(point.copy, point);
	}
	return paths;
}

/** The way of a message from left to right: producers, the wire, brokers, consumers. */
function orderPlaces(places: string[]): string[] {
	const rank = (place: string) => {
		if (place.startsWith('producer')) return 0;
		if (place.startsWith('consumer')) return 3;
		return place === 'link' ? 1 : 2;
	};
	return places.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
