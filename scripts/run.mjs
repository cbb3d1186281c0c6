/** What the scripts share: running a program of this project, and telling old files from new. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs a program that a dependency brings, with this Node, and throws when it fails. Progress goes
 * to standard error, because standard output belongs to the command that a person asked for.
 *
 * @param {string} script path inside node_modules
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] `quiet` shows the
 *   output only when the program fails
 */
export function runTool(script, args, { cwd = root, env = process.env, quiet = false } = {}) {
	const done = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
		cwd,
		env,
		stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
		encoding: 'utf8'
	});
	if (done.status === 0) return;
	if (quiet) process.stderr.write(`${done.stdout}${done.stderr}`);
	throw new Error(`${script} ${args.join(' ')} ended with status ${done.status ?? done.signal}`);
}

/**
 * The time in ms at which the newest file under the paths was written; 0 when there is none.
 *
 * @param {string[]} paths files or folders, relative to the root
 * @param {(path: string) => boolean} [counts] which files count
 * @returns {number}
 */
export function newestMs(paths, counts = () => true) {
	let newest = 0;
	for (const path of paths) {
		const full = resolve(root, path);
		if (!existsSync(full)) continue;
		const entry = statSync(full);
		if (entry.isDirectory()) {
			const inside = readdirSync(full).map((name) => join(full, name));
			newest = Math.max(newest, newestMs(inside, counts));
		} else if (counts(full)) {
			newest = Math.max(newest, entry.mtimeMs);
		}
	}
	return newest;
}

/**
 * Marks a generated file as fresh: tools leave a file alone whose content would stay the same.
 *
 * @param {string} path relative to the root
 */
export function touch(path) {
	const now = new Date();
	utimesSync(join(root, path), now, now);
}

/**
 * Runs the main function of a script and turns an error into one line and exit status 1.
 *
 * @param {() => void | Promise<void>} main
 */
export async function asScript(main) {
	try {
		await main();
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
}

/**
 * Whether the module was started by `node scripts/x.mjs`, and not imported.
 *
 * @param {string} url the module's import.meta.url
 */
export function isMain(url) {
	return process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(url);
}
