import type { Lab } from '#lib/lab';
import type { FileDiff } from '#lib/share';

/** The lines that lead from one text of a lab's file to another; null when they are equal. */
export async function fileDiff(
	lab: Lab,
	path: string,
	from: string,
	to: string
): Promise<FileDiff | null> {
	const { differences, payloadOf } = await import('#lib/share');
	const work = (text: string) => ({ edits: { [path]: text }, dials: {}, seed: null });
	const found = differences(lab, payloadOf(lab, work(to)), work(from));
	return found.files.find((file) => file.path === path) ?? null;
}
