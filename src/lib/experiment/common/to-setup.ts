import { profiles, type Profile } from '#lib/sim';
import type { CommonConsumersModel, CommonProducersModel } from './clients';
import type { MachineModel } from './machine';

export function profileOf({ profile: name, link, disk }: MachineModel): Profile {
	const profile = profiles[name];
	return {
		...profile,
		link: {
			latencyUs: link.latencyUs ?? profile.link.latencyUs,
			jitterUs: link.jitterUs ?? profile.link.jitterUs,
			bytesPerUs: link.bytesPerUs ?? profile.link.bytesPerUs
		},
		disk: {
			syncUs: disk.syncUs ?? profile.disk.syncUs,
			bytesPerUs: disk.bytesPerUs ?? profile.disk.bytesPerUs
		}
	};
}

/** Messages and rate are shared out evenly; the first producers take what does not divide. */
export function shareOut(producers: CommonProducersModel) {
	const share = Math.floor(producers.messages / producers.count);
	const left = producers.messages % producers.count;
	return Array.from({ length: producers.count }, (_, index) => ({
		messages: share + (index < left ? 1 : 0),
		rate: (producers.rate ?? 0) / producers.count,
		arrivals: producers.arrivals,
		size: producers.sizeBytes,
		retry: producers.retry,
		keys: producers.keys,
		host: false
	}));
}

export function commonConsumers({ count, processing, idempotent }: CommonConsumersModel) {
	return Array.from({ length: count }, () => ({
		processing: { ...processing },
		idempotent,
		host: false
	}));
}
