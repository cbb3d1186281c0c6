/** What the documents say is there, is there; and the experiments in them run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRepository, root } from './tidy/source';

const documents = readRepository().filter(
	({ path }) => path.endsWith('.md') && !path.startsWith('labs/')
);
const all = documents.map(({ text }) => text).join('\n');

test('there are documents to check', () => {
	const paths = documents.map(({ path }) => path);
	expect(paths).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md']));
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
