import { expect, test } from 'vitest';
import { checkExports, checkOrphans, checkShape } from './shape';

const head = '/**\n * Reads labs.\n * It never writes.\n */\n';

test.each([
	['a long file', 'src/lib/lab/a.ts', '\n'.repeat(601), '601 lines'],
	['a dump', 'src/lib/lab/utils.ts', '', 'no subject'],
	['a door without a word', 'src/lib/lab/index.ts', "export * from './a';\n", '0 lines of comment'],
	['a door with a speech', 'src/lib/lab/index.ts', `/**\n${' * so\n'.repeat(9)} */\n`, '9 lines'],
	['a page without title', 'docs/a.md', 'Hello\n', '0 titles'],
	['a page with two', 'docs/a.md', '# One\n\n# Two\n', '2 titles']
])('%s is complained about', (_, path, text, complaint) => {
	expect(checkShape([{ path, text }])).toEqual([expect.stringContaining(complaint)]);
});

test('what is in shape passes', () => {
	expect(
		checkShape([
			{ path: 'src/lib/lab/index.ts', text: `${head}export * from './a';\n` },
			{ path: 'src/lib/lab/a.ts', text: '\n'.repeat(600) },
			{ path: 'docs/a.md', text: '# One\n\n```sh\n# a comment\n```\n' },
			{ path: 'labs/01-a/lab.md', text: '---\ntitle: A\n---\n' }
		])
	).toEqual([]);
});

test('a file that only its test imports is an orphan', () => {
	const sources = [
		{ path: 'src/lib/lab/index.ts', text: "export * from './used';" },
		{ path: 'src/lib/lab/used.ts', text: "new Worker(new URL('./thing.ts', import.meta.url));" },
		{ path: 'src/lib/lab/thing.ts', text: '' },
		{ path: 'src/lib/lab/left.ts', text: '' },
		{ path: 'src/lib/lab/left.spec.ts', text: "import { left } from './left';" }
	];
	expect(checkOrphans(sources)).toEqual([expect.stringContaining('src/lib/lab/left.ts')]);
});

test('a value that only its own file names need not be exported', () => {
	const sources = [
		{ path: 'src/lib/lab/a.ts', text: 'export const used = 1;\nexport function alone() {}\n' },
		{ path: 'src/lib/lab/b.ts', text: "import { used } from './a';\nexport interface Given {}\n" }
	];
	expect(checkExports(sources)).toEqual([expect.stringContaining('exports alone')]);
});
