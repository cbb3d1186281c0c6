import ts from 'typescript';
import { expect, test } from 'vitest';
import { paramsDeclaration } from './params-declaration';

const text = paramsDeclaration([
	{ name: 'batch', label: 'Batch', unit: 'messages', values: [1, 10, 100] },
	{ name: 'ack', label: 'Ends a comment */ early', values: ['none', 'confirm'] },
	{ name: 'retry', label: 'Retry', values: [false, true] }
]);

/** Messages of the type checker about a program that imports the declared dials. */
function complaints(source: string): string[] {
	const files: Record<string, string> = { 'params.d.ts': text, 'main.ts': source };
	const options: ts.CompilerOptions = { strict: true, noEmit: true, noLib: true, types: [] };
	const host = ts.createCompilerHost(options);
	host.getSourceFile = (name, target) =>
		files[name] === undefined ? undefined : ts.createSourceFile(name, files[name], target);
	host.fileExists = (name) => name in files;
	const program = ts.createProgram(Object.keys(files), options, host);
	return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map(
		({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')
	);
}

test('each dial has the type of its values', () => {
	const use = `import { params } from 'lab/params';\n`;
	expect(
		complaints(
			`${use}export const b: 1 | 10 | 100 = params.batch; export const r: boolean = params.retry;`
		)
	).toEqual([]);
	expect(complaints(`${use}export const b: 1 | 10 = params.batch;`)).toHaveLength(1);
	expect(complaints(`${use}params.ack = 'none';`)).toHaveLength(1);
	expect(complaints(`${use}params.mirrors;`)).toHaveLength(1);
});
