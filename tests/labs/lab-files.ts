import { build, type Plugin } from 'esbuild';
import { join } from 'node:path';
import type { createLabModule, ExperimentSpec } from '#lib/experiment';
import { root } from '../tidy/source';

/** What the second lab's own files export; the first lab has no functions of its own. */
export interface LabFiles {
	onRabbitmq(dials: Dials): ExperimentSpec;
	onKafka(dials: Dials): ExperimentSpec;
	onActivemq(dials: Dials): ExperimentSpec;
	atFullSpeed(spec: ExperimentSpec): ExperimentSpec;
}

interface Dials {
	wait: 'nothing' | 'acknowledged' | 'replicated';
	batch: 1 | 10 | 100 | 1000;
	copies: 0 | 1 | 2;
	fault: 'crash' | 'silent pause' | 'power loss' | 'lost answer';
	version: '0.8' | '2.x' | '3.x' | '4.x';
}

const never = () => Promise.reject(new Error('the lab’s files only make experiments'));

/** The files that a learner begins with, as they are: a copy here could be right where they are not. */
export async function bundledLab(slug: string, create: typeof createLabModule): Promise<LabFiles> {
	const files = ['rabbitmq', 'kafka', 'activemq', 'workload'];
	const { outputFiles } = await build({
		stdin: {
			contents: files.map((file) => `export * from './${file}';`).join('\n'),
			resolveDir: join(root, 'labs', slug, 'start')
		},
		bundle: true,
		write: false,
		format: 'cjs',
		plugins: [givenModules]
	});
	const lab = create({
		run: never,
		sweep: never,
		measure: never,
		messages: never,
		explain: never,
		show: () => undefined
	});
	const module: { exports: unknown } = { exports: {} };
	const code = outputFiles[0]?.text ?? '';
	// The lab's own text, bundled a line above; it runs here as it would in the sandbox.
	new Function('module', 'lab', 'params', code)(module, lab, {});
	return module.exports as LabFiles;
}

const givenModules: Plugin = {
	name: 'given-modules',
	setup(bundle) {
		bundle.onResolve({ filter: /^lab(\/params)?$/ }, ({ path }) => ({ path, namespace: 'given' }));
		bundle.onLoad({ filter: /.*/, namespace: 'given' }, ({ path }) => ({
			contents: path === 'lab' ? 'module.exports = lab;' : 'module.exports = { params };'
		}));
	}
};
