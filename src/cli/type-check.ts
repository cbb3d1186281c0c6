import { paramsDeclaration } from '#lib/experiment';
import { readLabDeclaration } from '#lib/experiment/declaration-node';
import { codeType, type Problem } from '#lib/messages';
import { join } from 'node:path';
import type * as TypeScript from 'typescript';
import type { Program } from './program';

/**
 * What the editor would underline. Types are advice: a file with a type error still runs, as it
 * does in the page, and TypeScript is there for developers only.
 */
export async function typeProblems(program: Program): Promise<Problem[]> {
	const typescript = await import('typescript').catch(() => null);
	if (!typescript) return [];
	const lab = await readLabDeclaration();
	const params = join(program.root, 'lab-params.d.ts');
	const given = new Map([
		[lab.path, lab.text],
		[params, program.lab ? paramsDeclaration(program.lab.dials) : anyParams],
		...Object.entries(program.files).map(([name, text]): [string, string] => [
			join(program.root, name),
			text
		])
	]);
	const checked = check(typescript.default, given, [
		lab.path,
		params,
		join(program.root, program.entry)
	]);
	return checked.map((diagnostic) => problemOf(typescript.default, diagnostic));
}

/** A file outside a lab has dials of its own invention, given by --set. */
const anyParams = "declare module 'lab/params' { export const params: Record<string, any>; }\n";

function check(
	typescript: typeof TypeScript,
	given: ReadonlyMap<string, string>,
	roots: string[]
): readonly TypeScript.Diagnostic[] {
	// As the editor's, in src/lib/editor/monaco/load.ts.
	const options: TypeScript.CompilerOptions = {
		target: typescript.ScriptTarget.ESNext,
		module: typescript.ModuleKind.ESNext,
		moduleResolution: typescript.ModuleResolutionKind.Bundler,
		moduleDetection: typescript.ModuleDetectionKind.Force,
		allowImportingTsExtensions: true,
		noEmit: true,
		strict: true,
		lib: ['lib.es2023.d.ts'],
		types: [],
		skipLibCheck: true
	};
	const host = typescript.createCompilerHost(options);
	const { readFile: readOther, fileExists } = host;
	host.readFile = (name) => given.get(name) ?? readOther(name);
	host.fileExists = (name) => given.has(name) || fileExists(name);
	const program = typescript.createProgram(roots, options, host);
	return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].filter(
		({ file }) => file !== undefined && roots[0] !== file.fileName
	);
}

function problemOf(typescript: typeof TypeScript, diagnostic: TypeScript.Diagnostic): Problem {
	const reason = typescript.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
	const { file, start = 0 } = diagnostic;
	const place = file?.getLineAndCharacterOfPosition(start);
	return codeType(
		{
			file: file?.fileName,
			line: place && place.line + 1,
			column: place && place.character + 1
		},
		diagnostic.code,
		reason
	);
}
