import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

export interface RealmScript {
	text: string;
	/** Absolute paths of the sources, for watching. */
	inputs: string[];
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A realm as one classic script: learner code cannot be given modules where it runs. */
export async function buildRealmScript(entry: 'worker' | 'thread'): Promise<RealmScript> {
	const result = await build({
		entryPoints: [`src/lib/sandbox/realm/${entry}.ts`],
		absWorkingDir: root,
		bundle: true,
		write: false,
		metafile: true,
		minify: entry === 'worker',
		format: entry === 'worker' ? 'iife' : 'cjs',
		platform: entry === 'worker' ? 'browser' : 'node',
		target: 'es2022',
		// Learners see the names of error classes.
		keepNames: true,
		logLevel: 'silent'
	});
	return {
		text: result.outputFiles[0]?.text ?? '',
		inputs: Object.keys(result.metafile.inputs).map((path) => `${root}${path}`)
	};
}
