import { error } from '@sveltejs/kit';
import { readLabs } from '../../read-labs.server';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () =>
	(await readLabs()).map((lab) => ({ slug: lab.slug }));

export const load: PageServerLoad = async ({ params }) => {
	const labs = await readLabs();
	const index = labs.findIndex((lab) => lab.slug === params.slug);
	const lab = labs[index];
	if (!lab) error(404);
	return { lab, number: index + 1 };
};
