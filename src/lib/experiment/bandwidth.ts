/** Bits or bytes per second, with the unit always written: networks and disks count differently. */
export type Bandwidth =
	`${number}Mbit/s` | `${number}Gbit/s` | `${number}kB/s` | `${number}MB/s` | `${number}GB/s`;

const unitsBytesPerUs = {
	'Mbit/s': 0.125,
	'Gbit/s': 125,
	'kB/s': 0.001,
	'MB/s': 1,
	'GB/s': 1_000
} as const;
const form = /^(\d+(?:\.\d+)?) ?(Mbit\/s|Gbit\/s|kB\/s|MB\/s|GB\/s)$/;

export const bandwidthBytesPerUsMin = 0.001;
export const bandwidthBytesPerUsMax = 100_000;

/** Bytes per microsecond (which is megabytes per second), or null where it is no bandwidth. */
export function parseBandwidth(value: unknown): number | null {
	if (typeof value !== 'string') return null;
	const parts = form.exec(value);
	if (!parts) return null;
	const unit = parts[2] as keyof typeof unitsBytesPerUs; // the pattern admits no other
	const bytesPerUs = Number(parts[1]) * unitsBytesPerUs[unit];
	const fits = bytesPerUs >= bandwidthBytesPerUsMin && bytesPerUs <= bandwidthBytesPerUsMax;
	return fits ? bytesPerUs : null;
}
