import {
	labFileAttributeMissing,
	labFileAttributeUnknown,
	labFileAttributeWrong,
	m,
	type LabPlace
} from '#lib/messages';
import type { BlockId, CellId } from '../model';
import { asBlockId, asCellId, idPattern, type LabContext } from './context';
import { directiveMark, lineOf, type Directive } from './syntax';

/** The most a text attribute may hold. */
const textMax = 400;

/**
 * Reads the attributes of one directive. Whatever was never asked for is unknown, so the reader of
 * a directive is also the list of its attributes. A wrong value is reported and stands in as null
 * or a harmless value, so that one run tells everything that is wrong.
 */
export class Attributes {
	readonly directive: string;
	readonly place: LabPlace;
	readonly #context: LabContext;
	readonly #values: ReadonlyMap<string, string>;
	readonly #asked = new Set<string>();

	constructor(node: Directive, context: LabContext) {
		this.directive = directiveMark(node);
		this.place = { file: context.file, line: lineOf(node) };
		this.#context = context;
		const entries = Object.entries(node.attributes ?? {});
		this.#values = new Map(entries.map(([name, value]) => [name, value ?? '']));
	}

	text(name: string): string | null {
		const value = this.#ask(name)?.trim();
		if (value === undefined) return null;
		if (value === '' || value.length > textMax) {
			this.#wrong(name, value.slice(0, 40), m.labfile_allowed_text({ max: textMax }));
		}
		return value;
	}

	required(name: string): string {
		return this.text(name) ?? this.#missing(name, '');
	}

	oneOf<const T extends string>(name: string, allowed: readonly T[], fallback?: NoInfer<T>): T {
		const value = this.#ask(name);
		const found = allowed.find((candidate) => candidate === value);
		if (found !== undefined) return found;
		const standIn = fallback ?? allowed[0];
		if (standIn === undefined) throw new Error(`No values are allowed for ${name}`);
		if (value !== undefined) this.#wrong(name, value, allowed.join(', '));
		else if (fallback === undefined) this.#missing(name, standIn);
		return standIn;
	}

	flag(name: string, fallback: boolean): boolean {
		const value = this.#ask(name);
		if (value === undefined) return fallback;
		if (value === 'true' || value === '') return true;
		if (value !== 'false') this.#wrong(name, value, m.labfile_allowed_flag());
		return false;
	}

	number(
		name: string,
		limits: { above?: number; atLeast?: number; fallback?: number } = {}
	): number {
		const { above = -Infinity, atLeast = -Infinity, fallback } = limits;
		const value = this.#ask(name);
		if (value === undefined) return fallback ?? this.#missing(name, 0);
		const number = decimal(value);
		if (Number.isFinite(number) && number > above && number >= atLeast) return number;
		const allowed =
			above > -Infinity
				? m.labfile_allowed_number_over({ min: above })
				: atLeast > -Infinity
					? m.labfile_allowed_number_from({ min: atLeast })
					: m.labfile_allowed_number();
		this.#wrong(name, value, allowed);
		return 0;
	}

	whole(name: string, max: number, fallback: number): number {
		const value = this.#ask(name);
		if (value === undefined) return fallback;
		const number = decimal(value);
		if (Number.isInteger(number) && number >= 0 && number <= max) return number;
		this.#wrong(name, value, m.labfile_allowed_whole({ min: 0, max }));
		return fallback;
	}

	/** `1,10,100`: at least two, each over the one before. */
	risingNumbers(name: string): number[] {
		const value = this.#ask(name);
		if (value === undefined) return this.#missing(name, []);
		const numbers = value.split(',').map(decimal);
		const rising = numbers.every((number, index) => number > (numbers[index - 1] ?? -Infinity));
		if (numbers.length >= 2 && rising && numbers.every(Number.isFinite)) return numbers;
		this.#wrong(name, value, m.labfile_allowed_numbers());
		return [];
	}

	/** The directive's own name; without a fallback it must be given. */
	id(fallback?: BlockId): BlockId {
		const value = this.#ask('id');
		const id = value ?? fallback ?? this.#missing('id', null);
		if (id === null) return asBlockId('');
		if (value !== undefined && !idPattern.test(value)) {
			this.#wrong('id', value, m.labfile_allowed_id());
		}
		this.#context.claimId(id, this.place);
		return asBlockId(id);
	}

	/** The name of a code cell, which may come later in the lab. */
	cell(): CellId | null {
		const value = this.text('cell');
		if (value === null) return null;
		const cell = asCellId(value);
		this.#context.references.push({ cell, place: this.place });
		return cell;
	}

	requiredCell(): CellId {
		return this.cell() ?? this.#missing('cell', asCellId(''));
	}

	/** To be called last. */
	reportUnknown(): void {
		for (const name of this.#values.keys()) {
			if (this.#asked.has(name)) continue;
			const known = [...this.#asked];
			this.#context.report(labFileAttributeUnknown(this.place, this.directive, name, known));
		}
	}

	#ask(name: string): string | undefined {
		this.#asked.add(name);
		return this.#values.get(name);
	}

	#missing<T>(name: string, standIn: T): T {
		this.#context.report(labFileAttributeMissing(this.place, this.directive, name));
		return standIn;
	}

	#wrong(name: string, value: string, allowed: string): void {
		this.#context.report(labFileAttributeWrong(this.place, this.directive, name, value, allowed));
	}
}

/** NaN for anything but a plain decimal number; `Number` alone takes '' and '0x1'. */
function decimal(text: string): number {
	return /^\s*-?\d+(\.\d+)?(e-?\d+)?\s*$/.test(text) ? Number(text) : NaN;
}
