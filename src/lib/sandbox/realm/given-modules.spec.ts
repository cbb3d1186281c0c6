import { createLabModule, type LabHost } from '#lib/experiment';
import { labDeclaration } from '#lib/experiment/declaration';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { givenModules } from '../bundler/given';

const never = () => Promise.reject(new Error('not called'));
const host: LabHost = {
	run: never,
	sweep: never,
	measure: never,
	messages: never,
	explain: never,
	show: () => undefined
};

test('the bundler knows exactly the names that the realm gives', () => {
	expect([...(givenModules.lab ?? [])].sort()).toEqual(Object.keys(createLabModule(host)).sort());
});

test('and they are the values that the editor’s declarations have', () => {
	const options: ts.CompilerOptions = { types: [], noLib: true };
	const compilerHost = ts.createCompilerHost(options);
	compilerHost.getSourceFile = (name, target) =>
		name === 'lab.d.ts' ? ts.createSourceFile(name, labDeclaration, target) : undefined;
	const program = ts.createProgram(['lab.d.ts'], options, compilerHost);
	const checker = program.getTypeChecker();
	const declared = (name: string) => {
		const module = checker.getAmbientModules().find((one) => one.name === `"${name}"`);
		if (!module) throw new Error(`lab.d.ts does not declare ${name}`);
		return checker
			.getExportsOfModule(module)
			.map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one))
			.filter((one) => one.flags & ts.SymbolFlags.Value)
			.map((one) => one.name)
			.sort();
	};
	expect(declared('lab')).toEqual([...(givenModules.lab ?? [])].sort());
	expect(declared('lab/check')).toEqual([...(givenModules['lab/check'] ?? [])].sort());
});
