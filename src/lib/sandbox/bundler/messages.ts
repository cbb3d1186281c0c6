import type { Compiled } from './compile';

/** Between the page and the bundler's worker; both are ours. */
export type ToBundler =
	{ type: 'warm' } | { type: 'bundle'; id: number; files: Record<string, string>; entry: string };

export interface FromBundler {
	id: number;
	compiled: Compiled;
}
