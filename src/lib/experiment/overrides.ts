import type { ExperimentSpec } from './schema';

/** Values by setting path, for example `{ 'producers.batch': 10 }`; undefined removes a setting. */
export type Overrides = Readonly<Record<string, unknown>>;

/** A copy of `spec` with the settings replaced. Whether they exist is `toExperiment`'s question. */
export function withOverrides(spec: ExperimentSpec, overrides: Overrides): ExperimentSpec {
	const changed = Object.entries(overrides).reduce<unknown>(
		(settings, [path, value]) => withSetting(settings, path.split('.'), value),
		spec
	);
	// As right as the overrides are: the type says what is meant, the schema what is so.
	return changed as ExperimentSpec;
}

function withSetting(parent: unknown, keys: readonly string[], value: unknown): unknown {
	const [key, ...rest] = keys;
	if (key === undefined) return value;
	const child = withSetting(childOf(parent, key), rest, value);
	if (Array.isArray(parent) && isIndexOf(parent, key)) return parent.with(Number(key), child);
	// A computed key, so that even `__proto__` becomes an ordinary property, which no schema knows.
	return { ...(isObject(parent) ? parent : {}), [key]: child };
}

function childOf(parent: unknown, key: string): unknown {
	if (isObject(parent) && Object.hasOwn(parent, key)) return parent[key];
	// A spec may leave its broker out; a setting of it must not turn it into an unknown one.
	return key === 'broker' ? { type: 'rabbitmq' } : undefined;
}

const isIndexOf = (list: readonly unknown[], key: string): boolean =>
	/^\d+$/.test(key) && Number(key) < list.length;

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;
