import adapter from '@sveltejs/adapter-static';

/** @type {'' | `/${string}`} */
// @ts-expect-error a string: Kit itself refuses one that does not start with a slash
const basePath = process.env.BASE_PATH ?? '';

/** @type {import('@sveltejs/kit').Config} */
const config = {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ fallback: '404.html' }),
		// Pages find their files by relative paths, so one build works under any sub-path. Only 404.html,
		// which is served at every depth, needs the real one: BASE_PATH=/somewhere npm run build.
		paths: { base: basePath, relative: true },
		// Nothing may leave the origin. Learner code has a stricter policy of its own in
		// static/sandbox.html; this one is for the page.
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['self'],
				'script-src': ['self', 'wasm-unsafe-eval'],
				// Monaco and Svelte's style attributes write styles at run time.
				'style-src': ['self', 'unsafe-inline'],
				'worker-src': ['self', 'blob:'],
				'connect-src': ['self'],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self', 'data:'],
				'frame-src': ['self'],
				'object-src': ['none'],
				'base-uri': ['self'],
				'form-action': ['none']
			}
		}
	}
};

export default config;
