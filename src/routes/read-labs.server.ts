import { LearnerError } from '#lib/messages';
import type { Lab } from '#lib/lab';
import { listLabs, readLabFolder } from '#lib/lab/node';

/** Every lab of the site, in order. A lab that cannot be read ends the build with its problems. */
export async function readLabs(): Promise<Lab[]> {
	const results = await Promise.all((await listLabs('labs')).map((path) => readLabFolder(path)));
	return results.map((result) => {
		if (!result.ok) throw new LearnerError(result.problems.map(withPlace));
		return result.value;
	});
}

const withPlace = (problem: LearnerError['problems'][number]) => ({
	...problem,
	text: `${problem.file}:${problem.line} ${problem.text}`
});
