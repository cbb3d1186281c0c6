import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { labFileFolderMissing, type Result } from '#lib/messages';
import type { Lab } from '../model';
import { parseLab, translationProblems } from '../parse';

/** The lab in a folder, in a language if the folder has it, else in English. */
export async function readLabFolder(path: string, language = 'en'): Promise<Result<Lab>> {
	const texts = await readTexts(path);
	const markdown = texts.get('lab.md');
	if (markdown === undefined) {
		return { ok: false, problems: [labFileFolderMissing({ file: join(path, 'lab.md'), line: 1 })] };
	}
	const slug = basename(path);
	const files = Object.fromEntries([...texts].filter(([name]) => !isLabText(name)));
	const original = parseLab({ slug, markdown, files });
	const name = `lab.${language}.md`;
	const translated = texts.get(name);
	if (translated === undefined || !original.ok) return inFolder(path, original);

	const translation = parseLab({ slug, markdown: translated, name, language, files });
	if (!translation.ok) return inFolder(path, translation);
	const problems = translationProblems(original.value, translation.value, name);
	return inFolder(path, problems.length > 0 ? { ok: false, problems } : translation);
}

/** The folders in `labs/` that hold a lab, in the order of their numbers. */
export async function listLabs(root: string): Promise<string[]> {
	const entries = await readdir(root, { withFileTypes: true });
	const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
	return folders.map((folder) => join(root, folder.name)).sort();
}

const isLabText = (name: string) => /^lab(\.[A-Za-z-]+)?\.md$/.test(name);

/** Every file below a folder by its path in it, with `/` on every system. */
async function readTexts(root: string): Promise<Map<string, string>> {
	const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
	const files = entries
		.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
	const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
	return new Map(
		files.map((file, index) => [relative(root, file).split(sep).join('/'), texts[index] ?? ''])
	);
}

/** Problems are read in a terminal, far from the folder: they name the whole path. */
function inFolder(path: string, result: Result<Lab>): Result<Lab> {
	if (result.ok) return result;
	const problems = result.problems.map((problem) => ({
		...problem,
		...(problem.file === undefined ? {} : { file: join(path, problem.file) })
	}));
	return { ok: false, problems };
}
