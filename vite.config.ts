import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { realmScript } from './src/lib/sandbox/node/realm-plugin.ts';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/messages/paraglide' }),
		sveltekit(),
		realmScript()
	],
	worker: { format: 'es' },
	// Found only when a worker loads it, which would make the dev server reload the page.
	optimizeDeps: { include: ['esbuild-wasm/esm/browser.js'] },
	build: {
		// Every asset is a file: the policy allows no connection to a data: address.
		assetsInlineLimit: 0,
		// Monaco and its TypeScript worker are as large as they are, and never before the first paint.
		chunkSizeWarningLimit: 10_000
	},
	test: {
		environment: 'node',
		include: ['src/**/*.spec.ts', 'tests/**/*.spec.ts']
	}
});
