/** esbuild in a worker of its own, so that neither its start nor its work holds up the page. */
import * as esbuild from 'esbuild-wasm/esm/browser.js';
import wasmUrl from 'esbuild-wasm/esbuild.wasm?url';
import { compile, type Compiled } from './compile';
import type { FromBundler, ToBundler } from './messages';

let started: Promise<void> | null = null;

function start(): Promise<void> {
	started ??= esbuild.initialize({ wasmURL: wasmUrl, worker: false }).catch((error: unknown) => {
		started = null;
		throw error;
	});
	return started;
}

async function answer({ files, entry }: Extract<ToBundler, { type: 'bundle' }>): Promise<Compiled> {
	try {
		await start();
		return await compile(esbuild, files, entry);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return { ok: false, faults: [{ kind: 'unavailable', reason }] };
	}
}

addEventListener('message', async ({ data }: MessageEvent<ToBundler>) => {
	if (data.type === 'warm') return void start().catch(() => undefined);
	const message: FromBundler = { id: data.id, compiled: await answer(data) };
	postMessage(message);
});
