/**
 * Ends what cannot go on rightly: a failed assertion is a bug of ours, and says so. What a learner
 * got wrong is never an assertion but a `Problem` of `#lib/messages`.
 */
export function assert(condition: unknown, message: string): asserts condition {
	if (!condition) throw new Error(`Assertion failed: ${message}`);
}
