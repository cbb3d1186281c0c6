/** Writes `x.br` beside each text-like file of the built site. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { root } from './run.mjs';

const compress = promisify(brotliCompress);
const compressible = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt', '.wasm', '.xml']);

/** Compressing 14 MB of esbuild takes half a minute, and it changes only with its version. */
const cache = join(root, 'node_modules/.cache/broker-lab/brotli');

/** @param {string} folder */
export async function compressSite(folder) {
	await mkdir(cache, { recursive: true });
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile() && compressible.has(extname(entry.name)));
	await Promise.all(files.map((file) => compressFile(join(file.parentPath, file.name))));
}

/** @param {string} path */
async function compressFile(path) {
	const content = await readFile(path);
	const kept = join(cache, createHash('sha256').update(content).digest('hex'));
	const compressed = await readFile(kept).catch(async () => {
		const fresh = await compress(content, {
			params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
		});
		await writeFile(kept, fresh);
		return fresh;
	});
	await writeFile(`${path}.br`, compressed);
}
