import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { realmScript } from './src/lib/sandbox/node/realm-plugin.ts';

// `scripts/prepare.mjs` compiles the catalogue; only a dev server has to follow its changes. In
// tests the watcher would keep the process from ending.
const follows = process.argv.includes('dev');
const catalogue = {
	project: './project.inlang',
	outdir: './src/lib/messages/paraglide',
	strategy: ['globalVariable' as const, 'cookie' as const, 'baseLocale' as const]
};

export default defineConfig({
	plugins: [...(follows ? [paraglideVitePlugin(catalogue)] : []), sveltekit(), realmScript()],
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
		include: ['src/**/*.spec.ts', 'tests/**/*.spec.ts'],
		setupFiles: ['tests/same-cases.ts'],
		// Some tests read every source or start processes; a busy machine needs longer than 5 s for them.
		testTimeout: 30_000
	}
});
