import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/messages/paraglide' }),
		sveltekit()
	],
	worker: { format: 'es' },
	test: {
		environment: 'node',
		include: ['src/**/*.spec.ts', 'tests/**/*.spec.ts'],
		exclude: ['tests/e2e/**', 'node_modules/**']
	}
});
