/**
 * Compiles src/engine to src/lib/sim/generated/engine.wasm, unless that is newer than its sources.
 * `npm run engine -- debug` compiles the variant with names and without optimisation beside it.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asScript, isMain, newestMs, root, runTool } from './run.mjs';

const sources = 'src/engine';
const generated = 'src/lib/sim/generated';

/** @param {'release' | 'debug'} [target] */
export function compileEngine(target = 'release') {
	if (!existsSync(join(root, sources, 'index.ts'))) {
		throw new Error(`engine: ${sources}/index.ts is missing, so there is nothing to compile.`);
	}
	const output = join(generated, target === 'debug' ? 'engine.debug.wasm' : 'engine.wasm');
	const isSource = (/** @type {string} */ path) => !path.endsWith('.spec.ts');
	if (newestMs([output]) > newestMs([sources, 'scripts/engine.mjs'], isSource)) return;

	mkdirSync(join(root, generated), { recursive: true });
	runTool('assemblyscript/bin/asc.js', ['--target', target], { cwd: join(root, sources) });
	console.error(`engine: compiled ${output}`);
}

if (isMain(import.meta.url)) {
	await asScript(() => compileEngine(process.argv[2] === 'debug' ? 'debug' : 'release'));
}
