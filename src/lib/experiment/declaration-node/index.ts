/**
 * The text of the declarations of `lab` in Node, for the command line's type check. A page's editor
 * gets it from `#lib/experiment/declaration`; this door reads files and must never reach a bundle.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../lab/', import.meta.url));

/** All of them as one text, under the path of a file that does not exist. */
export async function readLabDeclaration(): Promise<{ path: string; text: string }> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.d.ts')).sort();
	const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
	return { path: join(folder, 'lab.d.ts'), text: texts.join('\n') };
}
