/**
 * Builds the site if needed, serves it and prints its address. PORT asks for a port, BASE_PATH for
 * a sub-path such as /broker-lab.
 */
import { buildIfNeeded } from './build.mjs';
import { asScript } from './run.mjs';
import { serve } from './serve.mjs';

await asScript(async () => {
	await buildIfNeeded();
	const site = await serve({
		port: Number(process.env.PORT ?? 4173),
		base: (process.env.BASE_PATH ?? '').replace(/\/+$/, '')
	});
	console.log(`Broker Lab is at ${site.url} (Ctrl+C ends it)`);
});
