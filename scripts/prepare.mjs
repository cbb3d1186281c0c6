/**
 * Makes what is generated and not kept in git: the engine, the compiled message catalogue and
 * SvelteKit's types. Every other script starts here; what is fresh is left alone, so that it costs
 * a few milliseconds when nothing changed.
 */
import { compileEngine } from './engine.mjs';
import { asScript, isMain, newestMs, runTool, touch } from './run.mjs';

export function prepare() {
	compileEngine();
	compileMessages();
	syncSvelteKit();
}

function compileMessages() {
	const folder = 'src/lib/messages/paraglide';
	const output = `${folder}/messages.js`;
	const sources = ['messages', 'project.inlang/settings.json', 'scripts/prepare.mjs'];
	if (newestMs([output]) > newestMs(sources)) return;
	const args = ['compile', '--project', './project.inlang', '--outdir', `./${folder}`, '--silent'];
	// By default every message reads the language from a cookie, 100 ms for a turn of a dial: once is enough.
	args.push('--strategy', 'globalVariable', 'cookie', 'baseLocale');
	runTool('@inlang/paraglide-js/bin/run.js', args, { quiet: true });
	touch(output);
}

/** Needed only when there are no types yet: afterwards, Vite keeps them up to date. */
function syncSvelteKit() {
	const types = '.svelte-kit/tsconfig.json';
	if (newestMs([types]) > newestMs(['svelte.config.js', 'package.json', 'src/routes'])) return;
	runTool('@sveltejs/kit/svelte-kit.js', ['sync'], { quiet: true });
	touch(types);
}

if (isMain(import.meta.url)) await asScript(prepare);
