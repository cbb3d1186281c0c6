/** Builds the site into build/, compressed beforehand as good static hosts serve it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compressSite } from './compress.mjs';
import { prepare } from './prepare.mjs';
import { asScript, isMain, newestMs, root, runTool } from './run.mjs';

/** Holds the BASE_PATH of the last build; its time is the build's. */
const mark = '.svelte-kit/built';
const sources = [
	'labs',
	'messages',
	'project.inlang/settings.json',
	'package-lock.json',
	'scripts',
	'src',
	'static',
	'svelte.config.js',
	'vite.config.ts'
];

export async function build() {
	const startedAtMs = performance.now();
	prepare();
	runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn']);
	await compressSite(join(root, 'build'));
	mkdirSync(dirname(join(root, mark)), { recursive: true });
	writeFileSync(join(root, mark), process.env.BASE_PATH ?? '');
	const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
	console.error(`build: wrote build/ in ${seconds} s`);
}

/** Builds unless build/ is newer than everything it is made from. */
export async function buildIfNeeded() {
	prepare();
	const isSource = (/** @type {string} */ path) => !path.endsWith('.spec.ts');
	const fresh =
		existsSync(join(root, 'build/index.html')) &&
		newestMs([mark]) > newestMs(sources, isSource) &&
		readFileSync(join(root, mark), 'utf8') === (process.env.BASE_PATH ?? '');
	if (!fresh) await build();
}

if (isMain(import.meta.url)) await asScript(build);
