export interface TabItem {
	id: string;
	label: string;
}

/** Where an arrow key leads from tab `at` of `count`; null when the key is not one of the keys. */
export function nextTab(key: string, at: number, count: number): number | null {
	switch (key) {
		case 'ArrowRight':
			return (at + 1) % count;
		case 'ArrowLeft':
			return (at + count - 1) % count;
		case 'Home':
			return 0;
		case 'End':
			return count - 1;
		default:
			return null;
	}
}
