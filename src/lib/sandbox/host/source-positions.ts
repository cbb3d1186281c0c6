import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CodePlace } from '#lib/messages';
import { learnerPath } from '../bundler/learner-path';
import type { Bundle } from '../execution';
import { programLinesBefore, programName } from '../program';
import { placeOfSetting } from './setting-place';

const frame = new RegExp(`${programName.replace('.', '\\.')}:(\\d+):(\\d+)`, 'g');

/** From the stack of an error in the bundle to the place in the learner's own file. */
export class SourcePositions {
	#sourceMap: string;
	#map: TraceMap | null = null;

	constructor(bundle: Pick<Bundle, 'sourceMap'>) {
		this.#sourceMap = bundle.sourceMap;
	}

	/** The innermost frame that is the learner's; null when there is none. */
	find(stack: string): CodePlace | null {
		for (const [, line, column] of stack.matchAll(frame)) {
			const place = this.#original(Number(line) - programLinesBefore, Number(column));
			if (place) return place;
		}
		return null;
	}

	/** As `find`, and then on to where a setting is written, if it is written in that call. */
	findSetting(stack: string, path: string): CodePlace | null {
		const call = this.find(stack);
		if (!call?.file || !call.line || !call.column || !this.#map) return call;
		const index = this.#map.sources.findIndex((source) => learnerPath(source) === call.file);
		const source = this.#map.sourcesContent?.[index];
		const { line, column } = call;
		return { ...call, ...(source && placeOfSetting(source, { line, column }, path)) };
	}

	/** Stacks count columns from 1, source maps from 0. */
	#original(line: number, column: number): CodePlace | null {
		if (line < 1 || column < 1) return null;
		this.#map ??= new TraceMap(this.#sourceMap);
		const found = originalPositionFor(this.#map, { line, column: column - 1 });
		const file = learnerPath(found.source);
		if (file === null || found.line === null) return null;
		return { file, line: found.line, column: found.column + 1 };
	}
}
