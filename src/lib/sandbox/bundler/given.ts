/**
 * The modules that the realm gives to learner code, with the names each exports. The bundler makes
 * of each a module of constants read from `__given`, so that a misspelled import is an error at its
 * line instead of `undefined` at run time. `realm/given-modules.spec.ts` holds the names equal to what the
 * realm really gives.
 */
export const givenModules: Readonly<Record<string, readonly string[]>> = {
	lab: [
		'experiment',
		'rabbitmq',
		'kafka',
		'activemq',
		'crash',
		'powerLoss',
		'pause',
		'stop',
		'partition',
		'cut',
		'slowDisk',
		'fullDisk',
		'slowLink',
		'lossyLink',
		'leader',
		'run',
		'sweep',
		'show',
		'chart'
	],
	'lab/params': ['params'],
	'lab/check': ['run', 'sweep']
};

/** What stands for the realm inside a bundle: the parameter of the function it becomes. */
export const givenName = '__given';

export interface Given {
	modules: Record<string, Record<string, unknown>>;
	/** Called with the entry's exports when the last of its top level has run. */
	finish(exported: Record<string, unknown>): void;
}

export function givenSource(module: string): string {
	const names = givenModules[module] ?? [];
	return names
		.map(
			(name) => `export const ${name} = ${givenName}.modules[${JSON.stringify(module)}].${name};`
		)
		.join('\n');
}
