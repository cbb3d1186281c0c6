/** What a broker's threads have done when an event of its `Work` lane falls due: the word `c`. */
export const enum WorkKind {
	/** A produce request is read and checked: `a` is the request. */
	Produce = 0,
	/** A follower's fetch request: `a` is the fetcher. */
	Fetch
}
