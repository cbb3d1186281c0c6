/** The engine's bytes in a browser: one request to the page's own origin. */
import { compileEngine, type Engine } from '../engine';
import engineUrl from '../generated/engine.wasm?url';

export async function fetchEngine(): Promise<Engine> {
	const response = await fetch(engineUrl);
	if (!response.ok) throw new Error(`The engine could not be loaded (${response.status}).`);
	return compileEngine(new Uint8Array(await response.arrayBuffer()));
}
