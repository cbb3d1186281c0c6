/**
 * Compiles src/engine to src/lib/sim/generated/engine.wasm, unless that is newer than its sources.
 * `npm run engine -- debug` compiles the variant with names and without optimisation beside it.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
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
	if (target === 'release') inlineMore(output);
	console.error(`engine: compiled ${output}`);
}

/**
 * Once more through the compiler's own optimizer, with higher limits for what is inlined. The engine is
 * made of small functions, of which V8 inlines none: events take a tenth to a quarter less time, and
 * the module grows by a tenth when compressed.
 *
 * @param {string} path of the module, relative to the root
 */
function inlineMore(path) {
	const packages = join(root, 'node_modules');
	const binaryen = createRequire(join(packages, 'assemblyscript/dist/asc.js')).resolve('binaryen');
	runTool(relative(packages, join(dirname(binaryen), 'bin/wasm-opt')), [
		path,
		'--optimize-level=3',
		'--inlining-optimizing',
		'--always-inline-max-function-size=40',
		'--flexible-inline-max-function-size=200',
		'--one-caller-inline-max-function-size=2000',
		...['bulk-memory', 'mutable-globals', 'nontrapping-float-to-int', 'sign-ext'].map(
			(feature) => `--enable-${feature}`
		),
		`--output=${path}`
	]);
}

if (isMain(import.meta.url)) {
	await asScript(() => compileEngine(process.argv[2] === 'debug' ? 'debug' : 'release'));
}
