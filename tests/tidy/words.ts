import { lineOf, type Source } from './source';

interface Ban {
	/** What is not to be written. Comments count too: they are read. */
	pattern: RegExp;
	/** Which files the ban holds for. */
	where: RegExp;
	instead: string;
}

const code = /^(src|scripts|tests)\/.*\.(ts|mjs|svelte)$/;
/** Workers of the pool pace their slices by the clock; what they compute does not read it. */
const deterministic = /^src\/(engine|lib\/(sim|experiment|grading))\/(?!pool|.*\.spec\.ts$).*\.ts$/;

/** The hosts are put together here, so that this file names none either. */
const registryHosts = [
	['registry', 'npmjs', 'org'],
	['registry', 'yarnpkg', 'com'],
	['deb', 'debian', 'org'],
	['files', 'pythonhosted', 'org'],
	['proxy', 'golang', 'org'],
	['static', 'crates', 'io']
].map((parts) => parts.join('\\.'));

export const bans: Ban[] = [
	{
		pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
		where: code,
		instead: 'Do it now, or open an issue: a note in the code is read by nobody who plans.'
	},
	{
		pattern: /@ts-(ignore|nocheck)/,
		where: code,
		instead: 'Give the value its type, or use @ts-expect-error with the reason after it.'
	},
	{
		pattern: /\bas any\b/,
		where: /^src\/.*\.(ts|svelte)$/,
		instead: 'Check the value once where it comes in, and give it a type there.'
	},
	{
		pattern: /eslint-disable(?!.* -- )/,
		where: code,
		instead: 'Follow the rule, or write the reason behind two dashes: eslint-disable-… -- because …'
	},
	{
		pattern: /\b(it|test|describe)\.(only|skip|todo|fails)\b/,
		where: /\.(spec|e2e)\.ts$/,
		instead: 'Run it. A test that does not run proves nothing and looks as if it did.'
	},
	{
		pattern: /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/,
		where: deterministic,
		instead: 'Same seed, same bytes: draw from the engine’s streams and read virtual time.'
	},
	{
		pattern: /\bconsole\.(log|info|debug)\(/,
		where: /^src\/lib\/(?!.*\.spec\.ts$).*\.(ts|svelte)$/,
		instead: 'Return it, show it on the page, or throw. Nobody sees a learner’s console.'
	},
	{
		pattern: /^export default\b/m,
		where: /^src\/(engine|cli|bench|lib)\/.*(?<!\.d)\.ts$/,
		instead: 'Export it by its name, so that it has one name everywhere.'
	},
	{
		pattern: /^[ \t]*@(inline|unsafe|operator)\b/m,
		where: /^src\/engine\//,
		instead:
			'Leave the decorator out: at -O3 the compiler inlines, and ordinary tools can parse it.'
	},
	{
		pattern: /\bWebAssembly\.(Instance|instantiate\w*|Memory)\b|\bexports\.memory\b/,
		where: /^src\/(?!lib\/sim\/).*\.(ts|svelte)$/,
		instead:
			'Ask #lib/sim: it alone sees the engine’s memory, so that layouts are known in one place.'
	},
	{
		pattern: new RegExp(registryHosts.join('|')),
		where: /./,
		instead: 'Name the package and leave the host to the client’s configuration.'
	},
	{
		pattern: /\$:|export let |createEventDispatcher|\bon:[a-z]+=|<slot\b/,
		where: /^src\/.*\.svelte$/,
		instead: 'Write runes: $derived, $props, callbacks such as onrun, snippets.'
	}
];

export function checkWords(sources: Source[]): string[] {
	return sources.flatMap(({ path, text }) =>
		bans
			.filter(({ where }) => where.test(path) && !path.startsWith('tests/tidy/'))
			.flatMap(({ pattern, instead }) =>
				[...text.matchAll(new RegExp(pattern, `g${pattern.flags}`))].map(
					(match) => `${path}:${lineOf(text, match.index)} says “${match[0].trim()}”. ${instead}`
				)
			)
	);
}
