import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/messages/paraglide' }),
		sveltekit()
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
