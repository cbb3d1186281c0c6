/**
 * Settings of the thing that the host makes next: it writes them here one by one, then makes the
 * broker, a queue, a producer or a consumer, which reads them. Each broker's `settings.ts` names
 * the places; `src/lib/sim/settings/` holds the same lists.
 */

const SETTINGS_MAX: i32 = 64;
const settings = new StaticArray<f64>(SETTINGS_MAX);

export function setSetting(index: i32, value: f64): void {
	assert(index >= 0 && index < SETTINGS_MAX, 'a setting out of range');
	settings[index] = value;
}

export function setting(index: i32): f64 {
	return settings[index];
}

export function settingFlag(index: i32): bool {
	return settings[index] != 0;
}

export function settingCount(index: i32): u32 {
	return <u32>settings[index];
}

/** After a thing is made: nothing carries over to the next. */
export function clearSettings(): void {
	for (let index = 0; index < SETTINGS_MAX; index++) settings[index] = 0;
}
