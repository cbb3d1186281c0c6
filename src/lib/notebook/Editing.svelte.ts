import type { CellId } from '#lib/lab';
import type { Problem } from '#lib/messages';

/** A place in a file that the page asks a cell's editor to show. Each request is a new object. */
export interface Place {
	cell: CellId;
	path: string;
	line: number;
	column: number;
}

/** Where a problem's link leads: one cell at a time follows it. */
export class Editing {
	#target = $state.raw<Place | null>(null);

	get target(): Place | null {
		return this.#target;
	}

	goTo(cell: CellId, { file, line = 1, column = 1 }: Problem) {
		if (file !== undefined) this.#target = { cell, path: file, line, column };
	}
}
