import type { BuildFailure, BuildOptions, BuildResult, Message, Plugin } from 'esbuild-wasm';
import type { Bundle } from '../execution';
import { limits } from '../limits';
import type { BundleFault, Fault, Place } from './fault';
import { givenModules, givenName, givenSource } from './given';
import { learnerNamespace, learnerPath } from './learner-path';

/** The part of esbuild that both its builds, for the browser and for Node, offer. */
export interface Esbuild {
	build(options: BuildOptions): Promise<BuildResult>;
}

export type Compiled = { ok: true; bundle: Bundle } | { ok: false; faults: BundleFault[] };

const entryNamespace = 'start';
const givenNamespace = 'given';

/** Learner files → one script without imports or exports, ready to become a function's body. */
export async function compile(
	esbuild: Esbuild,
	files: Readonly<Record<string, string>>,
	entry: string
): Promise<Compiled> {
	const refused = refuse(files, entry);
	if (refused) return { ok: false, faults: [refused] };
	try {
		const result = await esbuild.build({
			stdin: {
				contents: `import * as learner from ${JSON.stringify(`./${entry}`)};\n${givenName}.finish(learner);`,
				sourcefile: entryNamespace
			},
			plugins: [learnerFiles(files)],
			bundle: true,
			write: false,
			outfile: 'bundle.js',
			format: 'esm',
			platform: 'neutral',
			target: 'es2022',
			charset: 'utf8',
			sourcemap: 'external',
			// Held by the map, so that a setting's own line can be found in the text that ran.
			sourcesContent: true,
			// The result is no module any more when it runs, so `import.meta` would not even parse.
			supported: { 'import-meta': false },
			tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: true } },
			logLevel: 'silent'
		});
		const text = (suffix: string) =>
			result.outputFiles?.find(({ path }) => path.endsWith(suffix))?.text ?? '';
		return { ok: true, bundle: { code: text('.js'), sourceMap: text('.js.map'), entry } };
	} catch (error) {
		if (!isBuildFailure(error)) throw error;
		return { ok: false, faults: error.errors.map(toFault) };
	}
}

function refuse(files: Readonly<Record<string, string>>, entry: string): BundleFault | null {
	if (!Object.hasOwn(files, entry))
		return { kind: 'entry-missing', entry, available: Object.keys(files) };
	const characters = Object.values(files).reduce((sum, text) => sum + text.length, 0);
	const count = Object.keys(files).length;
	if (count > limits.files || characters > limits.sourceCharacters)
		return { kind: 'too-large', files: count, characters };
	return null;
}

function learnerFiles(files: Readonly<Record<string, string>>): Plugin {
	return {
		name: 'learner-files',
		setup(build) {
			build.onResolve({ filter: /.*/ }, ({ path, importer, namespace }) => {
				if (Object.hasOwn(givenModules, path)) return { path, namespace: givenNamespace };
				if (!/^\.{1,2}\//.test(path)) return fail({ kind: 'import-unknown', import: path });
				const found = findFile(files, namespace === learnerNamespace ? importer : '', path);
				if (found !== null) return { path: found, namespace: learnerNamespace };
				return fail({ kind: 'file-missing', import: path, available: Object.keys(files) });
			});
			build.onLoad({ filter: /.*/, namespace: learnerNamespace }, ({ path }) => ({
				// A file without an import or export would count as CommonJS, with `{}` as its default.
				contents: path.endsWith('.json') ? files[path] : `${files[path]}\nexport {};`,
				loader: path.endsWith('.json') ? 'json' : 'ts'
			}));
			build.onLoad({ filter: /.*/, namespace: givenNamespace }, ({ path }) => ({
				contents: givenSource(path),
				loader: 'js'
			}));
		}
	};
}

/** esbuild adds the place of the import; `detail` travels with the message untouched. */
function fail(detail: Fault) {
	return { errors: [{ text: detail.kind, detail }] };
}

/** `./x`, `./x.ts` and, as TypeScript's own modules are written, `./x.js` all mean `x.ts`. */
export function findFile(
	files: Readonly<Record<string, string>>,
	importer: string,
	specifier: string
): string | null {
	const steps = importer.split('/').slice(0, -1);
	for (const step of specifier.split('/')) {
		if (step === '..' && steps.pop() === undefined) return null;
		if (step !== '..' && step !== '.' && step !== '') steps.push(step);
	}
	const path = steps.join('/');
	const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`];
	return candidates.find((candidate) => Object.hasOwn(files, candidate)) ?? null;
}

function isBuildFailure(error: unknown): error is BuildFailure {
	return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function toFault(message: Message): BundleFault {
	const place = toPlace(message);
	if (isFault(message.detail)) return { ...message.detail, ...place };
	const missing = /^No matching export in "given:(.+?)" for import "(.+?)"/.exec(message.text);
	if (missing) {
		const [, module = '', name = ''] = missing;
		return {
			kind: 'name-missing',
			module,
			name,
			available: [...(givenModules[module] ?? [])],
			...place
		};
	}
	const text = message.text.replaceAll(`${learnerNamespace}:`, '');
	return { kind: 'syntax', text, ...place };
}

function isFault(detail: unknown): detail is Fault {
	return typeof detail === 'object' && detail !== null && 'kind' in detail;
}

function toPlace({ location }: Message): Place {
	const file = location ? learnerPath(location.file) : null;
	if (!location || file === null) return {};
	const { line, column, length, lineText } = location;
	// esbuild counts columns in UTF-8 bytes from 0, editors in UTF-16 units from 1.
	const bytes = new TextEncoder().encode(lineText);
	const units = (end: number) => new TextDecoder().decode(bytes.slice(0, end)).length;
	return {
		file,
		line,
		column: units(column) + 1,
		endLine: line,
		endColumn: units(column + length) + 1
	};
}
