import { posix } from 'node:path';
import ts from 'typescript';
import type { Source } from './source';

export interface Import {
	/** As it is written: `#lib/sim`, `./parse`, `d3`. */
	specifier: string;
	line: number;
	/** Gone after compilation: it brings a type and no code. */
	typeOnly: boolean;
}

/** All ways in which a file names another: import, export from, import(), import type, new URL. */
export function importsOf(source: Source): Import[] {
	const script = source.path.endsWith('.svelte') ? scriptsOf(source.text) : source.text;
	const file = ts.createSourceFile(source.path, script, ts.ScriptTarget.Latest, true);
	const imports: Import[] = [];

	const visit = (node: ts.Node) => {
		const found = specifierOf(node);
		if (found) {
			const line = file.getLineAndCharacterOfPosition(found.getStart()).line + 1;
			imports.push({ specifier: found.text, line, typeOnly: isTypeOnly(node) });
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return imports;
}

/** The scripts of a component, everything else blanked so that lines stay where they are. */
function scriptsOf(component: string): string {
	let scripts = '';
	let end = 0;
	for (const match of component.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
		const start = match.index + match[0].indexOf('>') + 1;
		const script = match[1] ?? '';
		scripts += component.slice(end, start).replace(/[^\n]/g, '') + script;
		end = start + script.length;
	}
	return scripts;
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | null {
	const literal = (candidate: ts.Node | undefined) =>
		candidate && ts.isStringLiteralLike(candidate) ? candidate : null;
	if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
		return literal(node.moduleSpecifier);
	}
	if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
		return literal(node.arguments[0]);
	}
	if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
		return literal(node.argument.literal);
	}
	if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
		const relative = node.arguments?.[1]?.getText() === 'import.meta.url';
		return relative ? literal(node.arguments?.[0]) : null;
	}
	return null;
}

function isTypeOnly(node: ts.Node): boolean {
	if (ts.isImportTypeNode(node)) return true;
	if (ts.isExportDeclaration(node)) return node.isTypeOnly;
	if (!ts.isImportDeclaration(node) || !node.importClause) return false;
	const { isTypeOnly: wholeClause, name, namedBindings } = node.importClause;
	if (wholeClause) return true;
	if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
	return namedBindings.elements.length > 0 && namedBindings.elements.every((one) => one.isTypeOnly);
}

/** The file that a relative specifier names, less its ending and query: `src/lib/lab/parse`. */
export function resolveRelative(from: string, specifier: string): string {
	const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
	return path.replace(/\.(ts|js|mjs)$/, '');
}
