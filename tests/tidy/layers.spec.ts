import { expect, test } from 'vitest';
import { checkLayers, moduleOf } from './layers';
import type { Source } from './source';

/** The doors that the samples enter by. */
const doors: Source[] = ['base', 'messages', 'sim', 'experiment', 'notebook', 'sim/node'].map(
	(name) => ({ path: `src/lib/${name}/index.ts`, text: '' })
);

function complaints(path: string, text: string): string[] {
	return checkLayers([...doors, { path, text }]);
}

test('files belong to the module whose folder they are in', () => {
	expect(moduleOf('src/lib/plot/geometry/ticks.ts')).toBe('plot');
	expect(moduleOf('src/engine/kernel/events.ts')).toBe('engine');
	expect(moduleOf('scripts/serve.mjs')).toBeNull();
	expect(moduleOf('src/app.html')).toBeNull();
});

test('what the table allows passes', () => {
	expect(
		complaints(
			'src/lib/experiment/run.ts',
			`import * as v from 'valibot';
			import { simulate } from '#lib/sim';
			import { readEngine } from '#lib/sim/node';
			import { assert } from '#lib/base';
			import { nearest } from './nearest-name';`
		)
	).toEqual([]);
	expect(
		complaints('src/lib/plot/Growth.svelte', wrap(`import type { R } from '#lib/experiment'`))
	).toEqual([]);
	expect(complaints('src/lib/sim/x.spec.ts', `import fc from 'fast-check'`)).toEqual([]);
});

test.each([
	['an upper layer', 'src/lib/sim/a.ts', `import { x } from '#lib/experiment'`, 'pass it in'],
	[
		'an upper layer, re-exported',
		'src/lib/sim/a.ts',
		`export * from '#lib/notebook'`,
		'pass it in'
	],
	['an upper layer, later', 'src/lib/sim/a.ts', `await import('#lib/notebook')`, 'pass it in'],
	[
		'an upper layer, as a type',
		'src/lib/sim/a.ts',
		`let a: import('#lib/notebook').A`,
		'pass it in'
	],
	[
		'the code behind types',
		'src/lib/plot/a.ts',
		`import { run } from '#lib/experiment'`,
		'types alone'
	],
	[
		'a file behind a door',
		'src/lib/notebook/a.ts',
		`import { x } from '#lib/sim/memory'`,
		'no index.ts'
	],
	[
		'another module, by path',
		'src/lib/notebook/a.ts',
		`import { x } from '../sim/memory'`,
		'by its door'
	],
	[
		'a file outside',
		'src/lib/sim/a.ts',
		`new URL('../../../static/x', import.meta.url)`,
		'outside its module'
	],
	['its own door', 'src/lib/sim/a.ts', `import { x } from '#lib/sim'`, 'relative path'],
	['Svelte below the page', 'src/lib/sim/a.ts', `import { mount } from 'svelte'`, 'from npm'],
	[
		'the page below the page',
		'src/lib/lab/a.ts',
		`import { page } from '$app/state'`,
		'run in Node'
	],
	['SvelteKit’s alias', 'src/lib/lab/a.ts', `import { x } from '$lib/base'`, '#lib/'],
	[
		'Node on the page',
		'src/lib/lab/a.ts',
		`import { readFileSync } from 'node:fs'`,
		'folder named node'
	],
	['a package of another', 'src/lib/lab/a.ts', `import { get } from 'idb-keyval'`, 'idb-keyval'],
	['anything in the engine', 'src/engine/a.ts', `import { x } from 'long'`, 'nothing from npm'],
	['a module without a row', 'src/lib/misc/a.ts', `import { x } from './b'`, 'Give it a row']
])('%s is complained about, and what to do', (_, path, text, advice) => {
	const found = complaints(path, text);
	expect(found).toHaveLength(1);
	expect(found[0]).toMatch(new RegExp(`^${path}:1 `));
	expect(found[0]).toContain(advice);
});

test('imports of components are found at their line', () => {
	const component = `<p>Hello</p>\n${wrap(`\n\timport { x } from '#lib/notebook';\n`)}`;
	expect(complaints('src/lib/plot/Plot.svelte', component)).toEqual([
		expect.stringMatching(/^src\/lib\/plot\/Plot\.svelte:3 imports #lib\/notebook/)
	]);
});

function wrap(script: string): string {
	return `<script lang="ts">${script}</script>`;
}
