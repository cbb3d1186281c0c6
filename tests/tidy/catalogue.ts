import { lineOf, type Source } from './source';

const catalogueFile = /^messages\/([\w-]+)\/([\w-]+)\.json$/;

interface Entry {
	key: string;
	language: string;
	path: string;
	text: string;
}

/** The catalogue against the code, and each language against English. */
export function checkCatalogue(sources: Source[]): string[] {
	const entries = sources.flatMap(entriesOf);
	const english = entries.filter(({ language }) => language === 'en');
	return [
		...checkAreas(english),
		...checkUses(english, sources),
		...checkLanguages(english, entries, languagesOf(sources))
	];
}

function entriesOf({ path, text }: Source): Entry[] {
	const language = catalogueFile.exec(path)?.[1];
	if (!language) return [];
	const content: Record<string, unknown> = JSON.parse(text);
	return Object.entries(content)
		.filter(([key]) => key !== '$schema')
		.map(([key, value]) => ({ key, language, path, text: JSON.stringify(value) }));
}

/** By their folders: a language whose files are still empty is one. */
function languagesOf(sources: Source[]): string[] {
	const languages = sources.flatMap(({ path }) => catalogueFile.exec(path)?.[1] ?? []);
	return [...new Set(languages)].filter((language) => language !== 'en');
}

function checkAreas(english: Entry[]): string[] {
	return english.flatMap(({ key, path }, index) => {
		const area = catalogueFile.exec(path)?.[2] ?? '';
		const complaints: string[] = [];
		if (!key.startsWith(`${area}_`) || !/^[a-z0-9_]+$/.test(key)) {
			complaints.push(`${path}: ${key} must be lower_snake_case and begin with ${area}_.`);
		}
		if (english.findIndex((other) => other.key === key) !== index) {
			complaints.push(`${path}: ${key} is there twice. One text, one key.`);
		}
		return complaints;
	});
}

function checkUses(english: Entry[], sources: Source[]): string[] {
	const known = new Set(english.map(({ key }) => key));
	const used = new Set<string>();
	const missing: string[] = [];
	for (const { path, text } of sources) {
		if (!/^src\/.*\.(ts|svelte)$/.test(path)) continue;
		for (const match of text.matchAll(/(?<![\w$.])m\.([a-z][a-z0-9_]*)\b/g)) {
			const key = match[1] ?? '';
			used.add(key);
			// Locals named m exist; only what looks like a key of an area is one.
			if (known.has(key) || !/_/.test(key)) continue;
			missing.push(
				`${path}:${lineOf(text, match.index)} uses m.${key}, which messages/en has not. Write its text there.`
			);
		}
	}
	const unused = english
		.filter(({ key }) => !used.has(key))
		.map(({ key, path }) => `${path}: ${key} is used nowhere. Delete it.`);
	return [...missing, ...unused];
}

function checkLanguages(english: Entry[], entries: Entry[], languages: string[]): string[] {
	const texts = new Map(english.map(({ key, text }) => [key, text]));
	return languages.flatMap((language) => {
		const own = entries.filter((entry) => entry.language === language);
		const keys = new Set(own.map(({ key }) => key));
		const missing = english
			.filter(({ key }) => !keys.has(key))
			.map(({ key }) => `messages/${language} has no ${key}. Translate it.`);
		const wrong = own.flatMap(({ key, path, text }) => {
			const original = texts.get(key);
			if (original === undefined) return [`${path}: ${key} is not in English. Delete it.`];
			if (placeholders(original) === placeholders(text)) return [];
			return [
				`${path}: ${key} has other {placeholders} than in English: ${placeholders(original)}.`
			];
		});
		return [...missing, ...wrong];
	});
}

function placeholders(text: string): string {
	return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
}

/** Problems: one code, one function, each used; a code begins with one of its file's areas. */
export function checkProblems(sources: Source[]): string[] {
	const definitions = sources.filter(({ path }) => /^src\/lib\/messages\/problems\//.test(path));
	const users = sources.filter(
		({ path }) => /^src\/(lib|cli|routes)\//.test(path) && !/\.spec\.ts$/.test(path)
	);
	const complaints: string[] = [];
	const codes = new Map<string, string>();
	for (const { path, text } of definitions) {
		if (path.endsWith('.spec.ts')) continue;
		for (const match of text.matchAll(/code: '([^']+)'/g)) {
			const code = match[1] ?? '';
			if (!/^[a-z]+(-[a-z0-9]+)+$/.test(code)) {
				complaints.push(`${path}: the code ${code} is not kebab-case with its area first.`);
			}
			if (codes.has(code))
				complaints.push(`${path}: the code ${code} is also in ${codes.get(code)}.`);
			codes.set(code, path);
		}
		for (const match of text.matchAll(/^export (?:function|const) (\w+)/gm)) {
			const name = match[1] ?? '';
			const used = users.some(
				(user) => user.path !== path && new RegExp(`\\b${name}\\b`).test(user.text)
			);
			if (!used) complaints.push(`${path}: ${name} is used nowhere. Delete it and its text.`);
		}
	}
	return complaints;
}
