/**
 * The rules of docs/style.md that a machine can hold. Each check is a function from files to
 * complaints in tests/tidy/, with a spec of its own on bad samples, so that none passes vacuously;
 * here they meet the repository.
 */
import { expect, test } from 'vitest';
import { checkCatalogue, checkProblems } from './tidy/catalogue';
import { checkLayers } from './tidy/layers';
import { checkPackages } from './tidy/packages';
import { checkExports, checkOrphans, checkShape } from './tidy/shape';
import { readRepository } from './tidy/source';
import { checkWords } from './tidy/words';

const repository = readRepository();

test('the repository is read', () => {
	const paths = repository.map(({ path }) => path);
	expect(paths).toContain('src/lib/sim/index.ts');
	expect(paths).toContain('src/engine/index.ts');
	expect(paths).toContain('messages/en/ui.json');
	expect(paths).toContain('README.md');
	expect(paths.length).toBeGreaterThan(100);
});

test.each([
	['imports follow the layers', checkLayers],
	['imports are of packages asked for', checkPackages],
	['no banned words', checkWords],
	['files have one subject, a name and a head', checkShape],
	['every file is used', checkOrphans],
	['every export is used', checkExports],
	['every text of the catalogue is used, and every one used is there', checkCatalogue],
	['every problem is used, and has a code of its own', checkProblems]
])('%s', (_, check) => {
	expect(check(repository)).toEqual([]);
});
