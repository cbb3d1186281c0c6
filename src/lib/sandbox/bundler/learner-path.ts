/** The esbuild namespace of the learner's files: it keeps them apart from what we add. */
export const learnerNamespace = 'learner';

const prefix = `${learnerNamespace}:`;

/** The learner's path from a name as esbuild writes it; null for what is not the learner's. */
export function learnerPath(name: string | null): string | null {
	return name?.startsWith(prefix) ? name.slice(prefix.length) : null;
}
