import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { realmScript } from './src/lib/sandbox/node/realm-plugin';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/messages/paraglide' }),
		sveltekit(),
		realmScript()
	],
	worker: { format: 'es' },
	build: {
		// Every asset is a file: the policy allows no connection to a data: address.
		assetsInlineLimit: 0
	},
	test: {
		environment: 'node',
		include: ['src/**/*.spec.ts', 'tests/**/*.spec.ts']
	}
});
