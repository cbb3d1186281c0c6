import { labSummary } from '#lib/lab';
import { readLabs } from './read-labs.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
	const labs = await readLabs();
	return {
		labs: labs.map((lab) => ({
			...labSummary(lab),
			version: lab.version,
			checks: lab.sections.flatMap(({ blocks }) =>
				blocks.flatMap((block) => (block.type === 'check' ? [block.id] : []))
			),
			sections: lab.sections.flatMap(({ id, title }) => (title === null ? [] : [{ id, title }]))
		}))
	};
};
