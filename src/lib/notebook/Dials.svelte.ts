import type { Dial, DialValue } from '#lib/lab';

export type DialValues = Readonly<Record<string, DialValue>>;

/** The lab's dials: what each may be, what it is, and which one is being dragged. */
export class Dials {
	readonly all: readonly Dial[];
	#values = $state.raw<DialValues>({});
	#dragged = $state.raw<string | null>(null);

	constructor(all: readonly Dial[]) {
		this.all = all;
		this.#values = this.defaults;
	}

	get values(): DialValues {
		return this.#values;
	}

	/** The dial that is held at this moment; its value is not yet decided. */
	get dragged(): string | null {
		return this.#dragged;
	}

	get defaults(): DialValues {
		return Object.fromEntries(this.all.map((dial) => [dial.name, dial.default]));
	}

	find(name: string): Dial | undefined {
		return this.all.find((dial) => dial.name === name);
	}

	/** Moves a dial; false when nothing changed or the dial cannot be that. */
	turn(name: string, value: DialValue, held: boolean): boolean {
		this.#dragged = held ? name : null;
		const dial = this.find(name);
		if (!dial || !dial.values.includes(value) || this.#values[name] === value) return false;
		this.#values = { ...this.#values, [name]: value };
		return true;
	}

	/** Takes over saved or shared values; what the lab no longer offers stays at its default. */
	restore(values: DialValues) {
		const kept = this.all.map((dial) => {
			const value = values[dial.name];
			const allowed = value !== undefined && dial.values.includes(value);
			return [dial.name, allowed ? value : dial.default] as const;
		});
		this.#values = Object.fromEntries(kept);
	}
}
