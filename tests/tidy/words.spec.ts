import { expect, test } from 'vitest';
import { bans, checkWords } from './words';

/** One bad line for each ban, in its order. */
const samples: [path: string, text: string][] = [
	['src/lib/lab/a.ts', '// TODO: later'],
	['src/lib/lab/a.ts', '// @ts-ignore'],
	['src/lib/lab/a.ts', 'const a = b as any;'],
	['src/lib/lab/a.ts', '// eslint-disable-next-line no-console'],
	['src/lib/lab/a.spec.ts', "test.only('a', () => {});"],
	['src/lib/sim/a.ts', 'const now = Date.now();'],
	['src/lib/lab/a.ts', "console.log('here');"],
	['src/lib/lab/a.ts', 'export default class A {}'],
	['src/engine/kernel/a.ts', '\t@inline\n\tfoo(): void {}'],
	['src/lib/experiment/a.ts', 'await WebAssembly.instantiate(bytes);'],
	['package-lock.json', `"resolved": "https://${['registry', 'npmjs', 'org'].join('.')}/x"`],
	['src/lib/ui/A.svelte', '<button on:click={run}>Run</button>']
];

test('each ban has a sample', () => {
	expect(samples).toHaveLength(bans.length);
});

test.each(samples)('in %s: %s', (path, text) => {
	const found = checkWords([{ path, text: `\n${text}\n` }]);
	expect(found).toHaveLength(1);
	expect(found[0]).toMatch(new RegExp(`^${path}:2 says “.+”\\. \\S`));
});

test('what is allowed passes', () => {
	const fine = [
		{ path: 'src/lib/lab/a.ts', text: '// eslint-disable-next-line x -- the original has it' },
		{ path: 'src/cli/main.ts', text: 'console.log(text);' },
		{ path: 'src/lib/progress/a.ts', text: 'const savedAt = Date.now();' },
		{ path: 'src/lib/sim/memory.ts', text: 'new WebAssembly.Instance(module)' },
		{ path: 'src/lib/sim/a.spec.ts', text: 'Math.random()' },
		{ path: 'src/lib/experiment/lab.d.ts', text: 'export default function x(): void;' },
		{ path: 'src/routes/+layout.svelte', text: 'const one = $derived(2);' }
	];
	expect(checkWords(fine)).toEqual([]);
});
