/** The engine's bytes in Node: for the command line, tests and benchmarks. */
import { readFile } from 'node:fs/promises';
import { compileEngine, type Engine } from '../engine';

const file = new URL('../generated/engine.wasm', import.meta.url);

export async function readEngine(): Promise<Engine> {
	return compileEngine(new Uint8Array(await readFile(file)));
}
