import { labFileIdTwice, type LabPlace, type Problem } from '#lib/messages';
import type { BlockId, CellId, Dial } from '../model';
import type { Renderer } from './render';
import type { Syntax } from './syntax';

/** A name that must turn out to be a code cell once the whole lab was read. */
export interface CellReference {
	cell: CellId;
	place: LabPlace;
}

/** What reading one lab shares between its directives. */
export class LabContext {
	readonly file: string;
	readonly files: Readonly<Record<string, string>>;
	readonly dials: readonly Dial[];
	readonly syntax: Syntax;
	readonly renderer: Renderer;
	readonly problems: Problem[];
	readonly references: CellReference[] = [];
	readonly #idLines = new Map<string, number>();

	constructor(
		fields: Pick<LabContext, 'file' | 'files' | 'dials' | 'syntax' | 'renderer' | 'problems'>
	) {
		this.file = fields.file;
		this.files = fields.files;
		this.dials = fields.dials;
		this.syntax = fields.syntax;
		this.renderer = fields.renderer;
		this.problems = fields.problems;
	}

	report(problem: Problem): void {
		this.problems.push(problem);
	}

	/** Progress is kept under these names, so one name is one thing in the whole lab. */
	claimId(id: string, place: LabPlace): void {
		const first = this.#idLines.get(id);
		if (first !== undefined) this.report(labFileIdTwice(place, id, first));
		else this.#idLines.set(id, place.line);
	}

	/** Ordinal among the names of one kind, for blocks that nothing refers to. */
	freeId(prefix: string): BlockId {
		let ordinal = 1;
		while (this.#idLines.has(`${prefix}-${ordinal}`)) ordinal++;
		return asBlockId(`${prefix}-${ordinal}`);
	}
}

// The only casts to these brands: the callers have checked the pattern or made the name.
export const asBlockId = (id: string) => id as BlockId;
export const asCellId = (id: string) => id as CellId;

export const idPattern = /^[a-z][a-z0-9-]{0,63}$/;
