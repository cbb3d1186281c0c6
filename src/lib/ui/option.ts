/** One of several values to choose from, with the words for it. */
export interface Option<Value extends string | number | boolean> {
	value: Value;
	label: string;
}
