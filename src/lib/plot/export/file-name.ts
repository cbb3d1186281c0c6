const LENGTH_MAX = 60;

/** `Lost and duplicated, over time.` → `lost-and-duplicated-over-time.svg`; keeps other scripts. */
export function fileName(title: string, extension: string): string {
	const words = title
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.slice(0, LENGTH_MAX)
		.replace(/^-+|-+$/g, '');
	return `${words === '' ? 'plot' : words}.${extension}`;
}
