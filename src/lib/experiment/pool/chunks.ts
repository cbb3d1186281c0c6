/** Enough chunks for each worker that the last to finish does not leave the others idle for long. */
const chunksPerWorker = 6;
/** A chunk is also how often the progress moves. */
const chunkLengthMax = 8;

/** Cuts a sweep into chunks, in order; small ones, since design points differ in cost. */
export function chunksOf<Item>(items: readonly Item[], workers: number): Item[][] {
	const fair = Math.ceil(items.length / (Math.max(1, workers) * chunksPerWorker));
	const length = Math.min(chunkLengthMax, Math.max(1, fair));
	const chunks: Item[][] = [];
	for (let start = 0; start < items.length; start += length) {
		chunks.push(items.slice(start, start + length));
	}
	return chunks;
}
