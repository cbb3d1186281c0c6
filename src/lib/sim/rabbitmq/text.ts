import type { EngineExports } from '../exports';

/** Into the engine's text buffer; returns the length. */
export function writeBytes(engine: EngineExports, bytes: Uint8Array): number {
	new Uint8Array(engine.memory.buffer).set(bytes, Number(engine.textAddress.value));
	return bytes.length;
}

export function writeText(engine: EngineExports, text: string): number {
	return writeBytes(engine, new TextEncoder().encode(text));
}
