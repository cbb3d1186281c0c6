export interface TocEntry {
	/** The id of the section in the page. */
	id: string;
	title: string;
	done: boolean;
}
