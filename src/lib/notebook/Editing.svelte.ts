import type { CellId } from '#lib/lab';
import type { Problem } from '#lib/messages';

/** A place in a file that the page asks its editor to show. */
export interface Place {
	cell: CellId;
	path: string;
	line: number;
	column: number;
	/** Rises with each request, so that the same place can be asked for twice. */
	request: number;
}

/** What the editors of one page share: where to go, and what the type checker found. */
export class Editing {
	#target = $state.raw<Place | null>(null);
	#typeProblems = $state.raw<Readonly<Record<string, readonly Problem[]>>>({});
	#requests = 0;

	get target(): Place | null {
		return this.#target;
	}

	goTo(cell: CellId, { file, line = 1, column = 1 }: Problem) {
		if (file === undefined) return;
		this.#target = { cell, path: file, line, column, request: ++this.#requests };
	}

	typeProblems(path: string): readonly Problem[] {
		return this.#typeProblems[path] ?? [];
	}

	found(path: string, problems: readonly Problem[]) {
		this.#typeProblems = { ...this.#typeProblems, [path]: problems };
	}
}
