import * as esbuild from 'esbuild-wasm';
import type { Bundler } from '../execution';
import { compile } from '../bundler/compile';
import { toProblem } from '../bundler/fault';

/** The page's bundler in Node: same plugin, same options, esbuild's own child process. */
export function createBundler(): Bundler {
	return {
		async bundle(files, entry) {
			const compiled = await compile(esbuild, files, entry);
			if (compiled.ok) return { ok: true, value: compiled.bundle };
			return { ok: false, problems: compiled.faults.map(toProblem) };
		},
		warm() {
			// esbuild starts its child process with the first build; a terminal has no idle time.
		},
		async close() {
			await esbuild.stop();
		}
	};
}
