import { importsOf, resolveRelative } from './imports';
import { moduleOf } from './layers';
import type { Source } from './source';

/** A file that is longer holds more than one subject. 400 is the aim, this is the wall. */
const linesMax = 600;

const dumps = /(^|\/)(utils?|helpers?|types|common|misc|constants)\.(ts|mjs)$/;

export function checkShape(sources: Source[]): string[] {
	return sources.flatMap((source) => [
		...checkLength(source),
		...checkName(source),
		...checkDoor(source),
		...checkTitle(source)
	]);
}

function checkLength({ path, text }: Source): string[] {
	if (!/^(src|scripts|tests|labs)\/.*\.(ts|mjs|svelte|css)$/.test(path)) return [];
	const lines = text.split('\n').length - 1;
	if (lines <= linesMax) return [];
	return [`${path} has ${lines} lines; ${linesMax} is the most. Give its second subject a file.`];
}

function checkName({ path }: Source): string[] {
	if (!/^(src|scripts|tests)\//.test(path) || !dumps.test(path)) return [];
	return [`${path} is named after no subject. Put each piece with the code that it serves.`];
}

/** The first lines of a module say what it is for, and what it must never do. */
function checkDoor({ path, text }: Source): string[] {
	if (!/^src\/lib\/[a-z]+\/index\.ts$/.test(path)) return [];
	const lines = /^\/\*\*\n([\s\S]*?)\n \*\/\n/.exec(text)?.[1]?.split('\n').length ?? 0;
	if (lines >= 2 && lines <= 6) return [];
	return [
		`${path} begins with ${lines} lines of comment; a module begins with 2 to 6 that say what it is for and what it must never do.`
	];
}

function checkTitle({ path, text }: Source): string[] {
	// A lab has its title in its front matter.
	if (!path.endsWith('.md') || path.startsWith('labs/')) return [];
	const outside = text.replace(/^```[\s\S]*?^```/gm, '');
	const titles = outside.match(/^# .+$/gm) ?? [];
	if (titles.length === 1 && text.startsWith('# ')) return [];
	return [
		`${path} has ${titles.length} titles; a page begins with one “# Title” and has no second.`
	];
}

/** Files that SvelteKit, a thread or a person starts, and so are imported by nobody. */
const entry =
	/\/index\.ts$|\.spec\.ts$|\.types\.ts$|\.d\.ts$|\/(thread|worker)\.ts$|^src\/routes\/.*\+|^src\/(cli|bench)\/main\.ts$|^src\/(app|hooks)\b/;

/** Complaints about files in src that nothing imports: what is not used is deleted. */
export function checkOrphans(sources: Source[]): string[] {
	const files = sources.filter(
		({ path }) => /\.(ts|svelte)$/.test(path) && moduleOf(path) !== null
	);
	const imported = new Set(
		files.flatMap((source) =>
			importsOf(source)
				.filter(({ specifier }) => specifier.startsWith('.'))
				// A test does not make a file used.
				.filter(() => !source.path.endsWith('.spec.ts'))
				.map(({ specifier }) => resolveRelative(source.path, specifier))
		)
	);
	// Build steps name their entries by their path from the root.
	const mentioned = new Set(
		sources
			.filter(({ path }) => /\.(ts|mjs|js)$/.test(path))
			.flatMap(({ text }) => text.match(/src\/[\w./-]+/g) ?? [])
			.map((path) => path.replace(/\.ts$/, ''))
	);
	return files
		.filter(({ path }) => !entry.test(path) && !path.startsWith('src/engine/reference/'))
		.filter(({ path }) => !/\.(fixtures?)\.ts$/.test(path))
		.filter(({ path }) => {
			const name = path.replace(/\.ts$/, '');
			return !imported.has(name) && !mentioned.has(name);
		})
		.map(({ path }) => `${path} is imported by nothing but tests. Use it or delete it.`);
}

const exported =
	/^export (?:async )?(?:const enum|const|let|function\*?|class|abstract class|enum) (\w+)/gm;

/** Called by SvelteKit, by a tool or by whoever loads the engine, by name. */
const calledFromOutside =
	/^src\/routes\/.*\+|^src\/(engine\/index|app|hooks)\b|\.config\.(ts|js)$|\.d\.ts$/;

/** Complaints about values that a file exports and no other names; a type may be there to be named. */
export function checkExports(sources: Source[]): string[] {
	const files = sources.filter(({ path }) => /\.(ts|mjs|js|svelte)$/.test(path));
	const namedIn = new Map<string, number>();
	for (const { text } of files) {
		for (const word of new Set(text.match(/\w+/g))) namedIn.set(word, (namedIn.get(word) ?? 0) + 1);
	}
	return files
		.filter(({ path }) => /^(src|tests|scripts)\//.test(path) && !calledFromOutside.test(path))
		.flatMap(({ path, text }) =>
			[...text.matchAll(exported)]
				.map(([, name = '']) => name)
				.filter((name) => namedIn.get(name) === 1)
				.map((name) => `${path} exports ${name}, and nothing else names it. Keep it to the file.`)
		);
}
