/** What the documents say is there, is there; and the experiments in them run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { modules } from './tidy/layers';
import { readRepository, root } from './tidy/source';

const sources = readRepository();
const paths = sources.map(({ path }) => path);
const documents = sources.filter(({ path }) => path.endsWith('.md') && !path.startsWith('labs/'));
const all = documents.map(({ text }) => text).join('\n');

test('there are documents to check', () => {
	expect(documents.map(({ path }) => path)).toEqual(
		expect.arrayContaining(['README.md', 'docs/architecture.md'])
	);
});

test('commands of the documents are scripts of package.json, and all scripts are documented', () => {
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const scripts = Object.keys(manifest.scripts);
	const named = all.matchAll(/npm (?:run ([a-z0-9:]+)|(start|test)\b)/g);
	const used = [...new Set([...named].map(([, run, short]) => run ?? short))];
	expect(used.filter((name) => !scripts.includes(name ?? ''))).toEqual([]);
	expect(scripts.filter((name) => !used.includes(name))).toEqual([]);
});

test.each(documents)('links of $path lead to files', ({ path, text }) => {
	const links = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)];
	const missing = links
		.map(([, target = '']) => target.replace(/#.*$/, ''))
		.filter((target) => target !== '' && !/^https?:/.test(target))
		.filter((target) => !existsSync(resolve(root, dirname(path), target)));
	expect(missing).toEqual([]);
});

test('paths of the map of the code exist', () => {
	const map = /## A map of the code\n\n```\n([\s\S]*?)```/.exec(all)?.[1] ?? '';
	const paths = map.match(/\b(labs|messages|src|tests)\/\S*/g) ?? [];
	expect(paths.length).toBeGreaterThan(12);
	expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(documents)('paths that $path names exist', ({ text }) => {
	const folders = /^(src|tests|labs|docs|scripts|messages|static)\//;
	const named = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([\w./*-]+)`/g)]
		.map(([, path = '']) => path)
		.filter((path) => folders.test(path));
	const isThere = (path: string): boolean =>
		path.includes('*') ? paths.some((one) => matches(one, path)) : existsSync(join(root, path));
	expect(named.filter((path) => !isThere(path))).toEqual([]);
});

test('the layers of docs/architecture.md are those that the imports are held to', () => {
	const table = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
	const drawn = [...table.matchAll(/^\| ([a-z]+) +\| (.*?) +\|/gm)]
		.map(([, name = '', cell = '']) => ({ name, cell: cell.replace('the compiled engine', '') }))
		.filter(({ name, cell }) => name in modules && cell !== 'all of the above');
	expect(drawn.length).toBeGreaterThan(12);
	const named = (words = ''): string[] =>
		(words.match(/[a-z]+/g) ?? []).filter((word) => word in modules).sort();
	for (const { name, cell } of drawn) {
		const [code, types] = cell.split('; types of ');
		expect([name, named(code)]).toEqual([name, [...(modules[name]?.uses ?? [])].sort()]);
		expect([name, named(types)]).toEqual([name, [...(modules[name]?.types ?? [])].sort()]);
	}
});

/** `*` stands for a part of a name. */
const matches = (path: string, pattern: string): boolean =>
	new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path);

describe('what docs/model.md says of a mechanism', () => {
	const model = readFileSync(join(root, 'docs/model.md'), 'utf8');
	/** What stands behind a label of the mechanisms, white space folded. */
	const behind = (label: string): string[] =>
		model.split('\n\n').flatMap((paragraph) => {
			const parts = paragraph.replace(/\s+/g, ' ').split(/_(In|Left out|Follows|Held by):_/);
			return parts.filter((_, index) => parts[index - 1] === label);
		});
	const quoted = (mark: '`' | '_', texts: string[]): string[] =>
		texts
			.flatMap((text) => [...text.matchAll(new RegExp(`${mark}([^${mark}]+)${mark}`, 'g'))])
			.map(([, name = '']) => name);
	const held = behind('Held by');
	const specs = sources.filter(({ path }) => path.endsWith('.spec.ts'));
	const titles = specs
		.flatMap(({ text }) => text.match(/\b(?:describe|it|test)(?:\.each)?\([\s\S]*?=> \{/g))
		.join('\n');

	test('is held by specs that exist', () => {
		const names = quoted('`', held);
		expect(names.length).toBeGreaterThan(20);
		const there = specs.map(({ path }) => basename(path, '.spec.ts'));
		expect(names.filter((name) => !there.includes(name))).toEqual([]);
	});

	test('is held by tests of that name', () => {
		const names = quoted('_', held);
		expect(names.length).toBeGreaterThan(5);
		expect(names.filter((name) => !titles.includes(name))).toEqual([]);
	});

	test('is held by rules that are the name of a test', () => {
		const rules = [...model.matchAll(/\b[RAK]\d+\b/g)].map(([rule]) => rule);
		expect(new Set(rules).size).toBeGreaterThan(40);
		const named = new Set(titles.match(/\b[RAK]\d+\b/g));
		expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
	});

	test('stands in files that exist', () => {
		const files = quoted('`', behind('In'));
		expect(files.length).toBeGreaterThan(20);
		const isThere = (file: string): boolean =>
			sources.some(({ path }) => path.startsWith('src/engine/') && path.endsWith(`/${file}`));
		expect(files.filter((file) => !isThere(file))).toEqual([]);
	});
});

const examples = documents.flatMap(({ path, text }) =>
	[...text.matchAll(/^```ts example\n([\s\S]*?)^```/gm)].map(([, code = ''], index) => ({
		name: `${path}, example ${index + 1}`,
		code
	}))
);
const folder = mkdtempSync(join(tmpdir(), 'broker-lab-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('README has an example', () => {
	expect(examples.map(({ name }) => name)).toContain('README.md, example 1');
});

test.each(examples)(
	'$name runs as it stands',
	({ code }) => {
		const file = join(folder, 'experiment.ts');
		writeFileSync(file, code);
		const command = ['run', '--silent', 'lab', '--', 'run', file, '--json'];
		const printed = execFileSync('npm', command, { cwd: root, encoding: 'utf8' });
		const result: { totals: { attempted: number } } = JSON.parse(printed);
		expect(result.totals.attempted).toBeGreaterThan(0);
	},
	60_000
);
