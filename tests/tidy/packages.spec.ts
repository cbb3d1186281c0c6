import { expect, test } from 'vitest';
import { checkPackages } from './packages';

const manifest = {
	path: 'package.json',
	text: '{ "dependencies": { "d3": "^7" }, "devDependencies": { "@types/hast": "^3" } }'
};

test('packages that are asked for pass', () => {
	const text = "import { line } from 'd3';\nimport type { Root } from 'hast';\nimport 'node:fs';";
	expect(checkPackages([manifest, { path: 'src/lib/plot/a.ts', text }])).toEqual([]);
});

test('a package that is there by chance is complained about', () => {
	const text = "\nimport { x } from '@scope/chance/deep';";
	expect(checkPackages([manifest, { path: 'src/lib/plot/a.ts', text }])).toEqual([
		expect.stringMatching(/^src\/lib\/plot\/a\.ts:2 imports @scope\/chance,/)
	]);
});
