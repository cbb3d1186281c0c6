import { commandFileMissing, LearnerError } from '#lib/messages';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** A program on disk: its entry and what that imports, by path below one common folder. */
export interface LearnerFiles {
	root: string;
	entry: string;
	files: Record<string, string>;
}

/** A program is small; beyond this something other than a lab was given. */
const filesMax = 64;

/** Every relative import and re-export. What looks like one in a comment costs a file, no more. */
const importForm = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g;

export async function readLearnerFiles(path: string): Promise<LearnerFiles> {
	const entry = resolve(path);
	const found = new Map<string, string>();
	const waiting = [entry];
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (found.has(file) || found.size >= filesMax) continue;
		const text = await readText(file);
		found.set(file, text);
		for (const [, specifier = ''] of text.matchAll(importForm)) {
			const imported = await existingFile(resolve(dirname(file), specifier));
			// The bundler says it better: it knows the line of the import.
			if (imported) waiting.push(imported);
		}
	}
	const root = commonFolder([...found.keys()]);
	const named = [...found].map(([file, text]) => [inFolder(root, file), text] as const);
	return { root, entry: inFolder(root, entry), files: Object.fromEntries(named) };
}

async function readText(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch {
		throw new LearnerError([commandFileMissing(file)]);
	}
}

async function existingFile(path: string): Promise<string | null> {
	const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), join(path, 'index.ts')];
	for (const candidate of candidates) {
		const found = await stat(candidate).catch(() => null);
		if (found?.isFile()) return candidate;
	}
	return null;
}

function commonFolder(files: readonly string[]): string {
	return files
		.map((file) => dirname(file))
		.reduce((common, folder) => {
			let shared = common;
			while (relative(shared, folder).startsWith('..')) shared = dirname(shared);
			return shared;
		});
}

const inFolder = (root: string, file: string): string => relative(root, file).split(sep).join('/');
