import { afterAll, expect, test } from 'vitest';
import { createBundler } from '../node/bundler';
import { programName } from '../program';
import { SourcePositions } from './source-positions';

const bundler = createBundler();
afterAll(() => bundler.close());

test('a frame of any browser leads to the learner’s line', async () => {
	const files = {
		'main.ts': `type A = number;\n\nexport const f = (a: A) => {\n\tthrow new Error('é' + a);\n};`
	};
	const bundle = await bundler.bundle(files, 'main.ts');
	if (!bundle.ok) throw new Error('it bundles');
	const lines = bundle.value.code.split('\n');
	const line = lines.findIndex((text) => text.includes('throw')) + 2; // one line is put before it
	const column = (lines[line - 2] ?? '').indexOf('new Error') + 1;
	const positions = new SourcePositions(bundle.value);
	const expected = { file: 'main.ts', line: 4, column: 8 };
	for (const stack of [
		`Error: x\n    at realm.js:1:2\n    at f (${programName}:${line}:${column})`,
		`f@${programName}:${line}:${column}\n@${programName}:1:1`
	])
		expect(positions.find(stack)).toMatchObject(expected);
	expect(positions.find('Error: x\n    at realm.js:4:8')).toBeNull();
	expect(positions.find(`at ${programName}:0:0`)).toBeNull();
	expect(positions.find(`at ${programName}:999999:1`)).toBeNull();
});
