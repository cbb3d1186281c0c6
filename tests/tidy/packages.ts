import { importsOf } from './imports';
import type { Source } from './source';

/** Names that Vite, SvelteKit or this project provides, and no package does. */
const provided = /^(\.|#|\$|node:|virtual:|lab(\/|$)|file:)/;

/** Packages that are imported without being asked for in package.json, and the reverse. */
export function checkPackages(sources: Source[]): string[] {
	const manifest = sources.find(({ path }) => path === 'package.json');
	if (!manifest) return ['package.json is missing.'];
	const { dependencies = {}, devDependencies = {} } = JSON.parse(manifest.text);
	const asked = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);

	return sources
		.filter(({ path }) => /\.(ts|mjs|js|svelte)$/.test(path) && !path.startsWith('labs'))
		.flatMap((source) =>
			importsOf(source)
				.filter(({ specifier }) => !provided.test(specifier))
				.map(({ specifier, line }) => ({ line, name: packageOf(specifier) }))
				.filter(({ name }) => !asked.has(name) && !asked.has(`@types/${name}`))
				.map(
					({ name, line }) =>
						`${source.path}:${line} imports ${name}, which package.json does not ask for. It is there by chance: add it.`
				)
		);
}

function packageOf(specifier: string): string {
	const parts = specifier.split('/');
	return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
