import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
const config = {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ fallback: '404.html' }),
		// The site must work under a sub-path: BASE_PATH=/somewhere npm run build.
		paths: { base: process.env.BASE_PATH ?? '', relative: true }
	}
};

export default config;
