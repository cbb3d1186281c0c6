import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A file as the checks see it. Checks take these, so that their own tests can write bad ones. */
export interface Source {
	/** From the root of the repository, with slashes: `src/lib/sim/index.ts`. */
	path: string;
	text: string;
}

export const root = resolve(import.meta.dirname, '../..');

const skippedFolders = new Set([
	'.git',
	'.svelte-kit',
	'build',
	'generated',
	'node_modules',
	'paraglide',
	'playwright-report',
	'project.inlang',
	'test-results'
]);

const textEndings = /\.(ts|mjs|js|svelte|md|json|css|html|yml|yaml|txt)$|^\.npmrc$|^run$|^LICENSE$/;

/** Every text file that people write in this repository; `x.local.ts` is nobody's but one's own. */
export function readRepository(): Source[] {
	const sources: Source[] = [];
	const enter = (folder: string) => {
		for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
			const path = folder ? `${folder}/${entry.name}` : entry.name;
			if (entry.isDirectory()) {
				if (!skippedFolders.has(entry.name)) enter(path);
			} else if (textEndings.test(entry.name) && !/\.local\./.test(entry.name)) {
				sources.push({ path, text: readFileSync(join(root, path), 'utf8') });
			}
		}
	};
	enter('');
	return sources;
}

export function lineOf(text: string, index: number): number {
	return text.slice(0, index).split('\n').length;
}
