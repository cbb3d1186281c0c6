import type { Files } from './Drafts.svelte';

/** `from './x'`, `import './x'` and `import('./x')`; comments count too, which does no harm. */
const relativeImport = /(?:from|import)\s*\(?\s*['"]\.\/([^'"]+)['"]/g;

/** The entry and every file it imports, directly or not, in the order they are met. */
export function reachableFiles(files: Files, entry: string): string[] {
	const found: string[] = [];
	const open = [entry];
	for (let path = open.shift(); path !== undefined; path = open.shift()) {
		const text = files[path];
		if (text === undefined || found.includes(path)) continue;
		found.push(path);
		for (const [, name = ''] of text.matchAll(relativeImport)) {
			open.push(name.endsWith('.ts') ? name : `${name}.ts`);
		}
	}
	return found;
}

/** Whether a cell asks for a sweep, which is too long to follow every turn of a dial. */
export function asksForSweep(files: Files, entry: string): boolean {
	return /\bsweep\s*\(/.test(files[entry] ?? '');
}

/**
 * Whether turning a dial can change what a cell does. Errs on the side of yes: a word in a comment
 * costs one run too many, a missed use would leave a plot that is silently out of date.
 */
export function usesDial(files: Files, entry: string, dial: string): boolean {
	const word = new RegExp(`\\b${dial}\\b`);
	const texts = reachableFiles(files, entry).map((path) => files[path] ?? '');
	return texts.some((text) => text.includes('lab/params')) && texts.some((text) => word.test(text));
}
