import type { EngineExports } from './exports';
import { takeMemory } from './memories';

/** The compiled engine and the name of its bytes: runs of two engines are only comparable if equal. */
export interface Engine {
	module: WebAssembly.Module;
	/** SHA-256 of the bytes, hexadecimal. */
	hash: string;
}

/** A failed assertion inside the engine: a bug of ours, never a learner's mistake. */
export class EngineFault extends Error {
	override readonly name = 'EngineFault';
}

export async function compileEngine(bytes: Uint8Array<ArrayBuffer>): Promise<Engine> {
	const [module, digest] = await Promise.all([
		WebAssembly.compile(bytes),
		crypto.subtle.digest('SHA-256', bytes)
	]);
	const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
	return { module, hash: hash.join('') };
}

/** One instance is one run, in memory that is all zeros. */
export function instantiate(engine: Engine): EngineExports {
	const memory = takeMemory();
	const text = (address: number): string => readText(memory, address);
	const instance = new WebAssembly.Instance(engine.module, {
		env: {
			memory,
			abort(message: number, file: number, line: number, column: number): never {
				throw new EngineFault(`${text(message)} (${text(file)}:${line}:${column})`);
			}
		}
	});
	// The one place where the shape of the module's exports is asserted.
	const exports = instance.exports as unknown as EngineExports;
	exports._initialize();
	return exports;
}

/** AssemblyScript strings: UTF-16, length in bytes in the word before. */
function readText(memory: WebAssembly.Memory, address: number): string {
	if (address === 0) return '';
	const length = new DataView(memory.buffer).getUint32(address - 4, true);
	return new TextDecoder('utf-16le').decode(new Uint8Array(memory.buffer, address, length));
}
