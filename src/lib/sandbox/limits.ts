/** Every maximum of the sandbox, in one place. Characters are UTF-16 units. */
export const limits = {
	files: 64,
	sourceCharacters: 1_000_000,
	/** One message out of the realm, encoded. A run's curves are some 20 000 characters. */
	messageCharacters: 8_000_000,
	/** Per execution; `static/sandbox.html` is given both. */
	messages: 10_000,
	totalCharacters: 64_000_000,
	/** Printed and shown values per execution; more is cut with a note. */
	shown: 200,
	/** Factors, and responses, of a table: every cause of every broker is a response. */
	tableColumns: 256,
	logCharacters: 4_000,
	/** Error texts and stacks from the realm. */
	errorCharacters: 20_000,
	/** The learner's own computing; waiting for runs does not count. */
	computingMs: 20_000,
	/** From asking for a frame until it has loaded, and from then until it answers. */
	frameMs: 10_000,
	frameAnswerMs: 3_000
} as const;
