/**
 * The text of `lab.d.ts` in Node, for the command line's type check. A page's editor gets it from
 * `#lib/experiment/declaration`; this door reads a file and must never reach a bundle.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../lab.d.ts', import.meta.url));

export async function readLabDeclaration(): Promise<{ path: string; text: string }> {
	return { path, text: await readFile(path, 'utf8') };
}
