/** jstat ships no types; this is the one function that is used. */
declare module 'jstat' {
	interface Statistics {
		studentt: {
			/** The value below which a t-distributed number lies with probability `p`. */
			inv(p: number, degreesOfFreedom: number): number;
		};
	}
	const jstat: Statistics;
	export default jstat;
}
