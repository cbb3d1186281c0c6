import { describe, expect, it } from 'vitest';
import { asksForSweep, reachableFiles, usesDial } from './imports';

const files = {
	'experiment.ts': `import { params } from 'lab/params';\nimport { size } from './settings';\nuse(params.batch, size);`,
	'settings.ts': `export * from "./units.ts";\nexport const size = 1000;`,
	'units.ts': `import './experiment';`,
	'alone.ts': `export const batch = 3;`
};

describe('reachableFiles', () => {
	it('follows imports with and without an extension, and ends on a cycle', () => {
		expect(reachableFiles(files, 'experiment.ts')).toEqual([
			'experiment.ts',
			'settings.ts',
			'units.ts'
		]);
	});

	it('leaves out what does not exist', () => {
		expect(reachableFiles({ 'a.ts': `import './gone';` }, 'a.ts')).toEqual(['a.ts']);
		expect(reachableFiles({}, 'a.ts')).toEqual([]);
	});
});

describe('usesDial', () => {
	it('is true for a dial named in a file that is reached, when params are imported', () => {
		expect(usesDial(files, 'experiment.ts', 'batch')).toBe(true);
		expect(usesDial(files, 'settings.ts', 'batch')).toBe(true);
	});

	it('is false for another dial, and for a file that knows no params', () => {
		expect(usesDial(files, 'experiment.ts', 'mirrors')).toBe(false);
		expect(usesDial(files, 'alone.ts', 'batch')).toBe(false);
	});
});

describe('asksForSweep', () => {
	it('tells a cell that sweeps from one that runs', () => {
		const files = {
			'cost.ts': `import { sweep } from 'lab';\nawait sweep(spec, {});`,
			'experiment.ts': `import { run } from 'lab';\nawait run(spec); // no sweep here`
		};
		expect(asksForSweep(files, 'cost.ts')).toBe(true);
		expect(asksForSweep(files, 'experiment.ts')).toBe(false);
	});
});
