/** Names at the top of an experiment, where a dial's name has no dot either. */
const topSettings = new Set(['seed', 'limit', 'label']);

/** `producers.batch` names a setting of the experiment, `batch` a dial. */
export function isSettingPath(name: string): boolean {
	return name.includes('.') || topSettings.has(name);
}
