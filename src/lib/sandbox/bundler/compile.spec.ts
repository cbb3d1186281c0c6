import { version } from 'esbuild';
import { version as pageVersion } from 'esbuild-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { createBundler } from '../node/bundler';
import { findFile } from './compile';

const bundler = createBundler();
afterAll(() => bundler.close());

async function problemsOf(files: Record<string, string>, entry = 'main.ts') {
	const result = await bundler.bundle(files, entry);
	return result.ok ? [] : result.problems;
}

test('Node and the page have the same esbuild', () => {
	expect(version).toBe(pageVersion);
});

/** Runs a bundle the way a realm does, with made-up modules, and gives what the entry exports. */
async function exportsOf(files: Record<string, string>) {
	const result = await bundler.bundle(files, 'main.ts');
	if (!result.ok) throw new Error(result.problems.map(({ text }) => text).join('\n'));
	const modules = {
		lab: { experiment: (spec: unknown) => spec },
		'lab/params': { params: { n: 7 } }
	};
	return await new Promise<Record<string, unknown>>((finish, reject) => {
		const run: unknown = new Function('__given', `return (async () => {${result.value.code}})()`);
		if (typeof run === 'function') Promise.resolve(run({ modules, finish })).catch(reject);
	});
}

describe('a bundle', () => {
	test('joins files that import each other, with and without .ts', async () => {
		const exported = await exportsOf({
			'main.ts': `import { one } from './one';
				import { two } from './parts/two.ts';
				import { params } from 'lab/params';
				export default [one, two, params.n];`,
			'one.ts': `export const one: number = 1;`,
			'parts/two.ts': `import { one } from '../one.js'; export const two = one + 1;`
		});
		expect(exported.default).toEqual([1, 2, 7]);
	});

	test('may await at its top level, in any file', async () => {
		const exported = await exportsOf({
			'main.ts': `import { later } from './later'; export const sum = later + (await Promise.resolve(1));`,
			'later.ts': `export const later = await new Promise<number>((done) => setTimeout(done, 1, 41));`
		});
		expect(exported.sum).toBe(42);
	});

	test('keeps a name of the learner apart from ours', async () => {
		const exported = await exportsOf({
			'main.ts': `const __given = 'mine', learner = 1; export default [__given, learner];`
		});
		expect(exported.default).toEqual(['mine', 1]);
	});
});

describe('what cannot be bundled', () => {
	test('a syntax error has its file, line and column', async () => {
		const [problem] = await problemsOf({
			'main.ts': `import './other';`,
			'other.ts': `const ok = 1;\nconst café = 'é' oops;\n`
		});
		expect(problem).toMatchObject({ code: 'code-syntax', file: 'other.ts', line: 2, column: 18 });
		expect(problem?.endColumn).toBe(22);
	});

	test('every syntax error of the files is told, not only the first file', async () => {
		const problems = await problemsOf({
			'main.ts': `import './a'; import './b';`,
			'a.ts': `let = ;`,
			'b.ts': `)`
		});
		expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(['a.ts', 'b.ts']));
	});

	test('an import of a package names what is available', async () => {
		const [problem] = await problemsOf({
			'main.ts': `\n  import _ from 'lodash';\nexport default _;`
		});
		expect(problem).toMatchObject({
			code: 'code-import-unknown',
			file: 'main.ts',
			line: 2,
			column: 17,
			value: 'lodash',
			allowed: 'lab, lab/params, lab/check'
		});
	});

	test.each(['https://example.org/x.js', 'node:fs', '/etc/passwd', 'data:text/javascript,1'])(
		'%s is not reachable',
		async (path) => {
			const [problem] = await problemsOf({ 'main.ts': `import '${path}';` });
			expect(problem).toMatchObject({ code: 'code-import-unknown', value: path, line: 1 });
		}
	);

	test('a missing file names the files there are', async () => {
		const [problem] = await problemsOf({ 'main.ts': `import './two';`, 'one.ts': '' });
		expect(problem).toMatchObject({
			code: 'code-file-missing',
			value: './two',
			allowed: 'main.ts, one.ts',
			line: 1
		});
	});

	test('a name that lab does not have is told at its line', async () => {
		const [problem] = await problemsOf({
			'main.ts': `import { run } from 'lab';\nimport { nats } from 'lab';\nexport default nats(run);`
		});
		expect(problem).toMatchObject({
			code: 'code-name-missing',
			value: 'nats',
			line: 2,
			column: 10
		});
		expect(problem?.allowed).toContain('rabbitmq');
	});

	test('an entry that is not among the files', async () => {
		expect(await problemsOf({ 'a.ts': '' }, 'b.ts')).toMatchObject([
			{ code: 'code-entry-missing' }
		]);
	});

	test('more text than anyone writes', async () => {
		const problems = await problemsOf({ 'main.ts': ' '.repeat(1_000_001) });
		expect(problems).toMatchObject([{ code: 'code-too-large' }]);
	});
});

test('a path never leaves the lab’s folder', () => {
	const files = { 'main.ts': '', 'a/b.ts': '', '__proto__.ts': '' };
	expect(findFile(files, 'a/b.ts', '../main')).toBe('main.ts');
	expect(findFile(files, 'a/b.ts', '../../main')).toBeNull();
	expect(findFile(files, 'main.ts', './constructor')).toBeNull();
});
