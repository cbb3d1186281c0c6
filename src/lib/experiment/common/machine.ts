import { profileNames, type ProfileName } from '#lib/sim';
import * as v from 'valibot';
import { bandwidth, choice, duration, section } from '../fields';
import * as limit from '../limits';

/** What every broker runs on. */
export const machineEntries = {
	profile: v.optional(choice(profileNames), 'workstation-2024'),
	link: v.optional(
		section({
			latency: v.optional(duration(0, limit.latencyUsMax)),
			jitter: v.optional(duration(0, limit.latencyUsMax)),
			bandwidth: v.optional(bandwidth())
		}),
		{}
	),
	disk: v.optional(
		section({
			sync: v.optional(duration(0, limit.syncUsMax)),
			bandwidth: v.optional(bandwidth())
		}),
		{}
	)
};

type CompleteMachine = v.InferOutput<v.ObjectSchema<typeof machineEntries, undefined>>;

export interface MachineModel {
	profile: ProfileName;
	/** null: the profile's own. */
	link: { latencyUs: number | null; jitterUs: number | null; bytesPerUs: number | null };
	disk: { syncUs: number | null; bytesPerUs: number | null };
}

export function completeMachine({ profile, link, disk }: CompleteMachine): MachineModel {
	return {
		profile,
		link: {
			latencyUs: link.latency ?? null,
			jitterUs: link.jitter ?? null,
			bytesPerUs: link.bandwidth ?? null
		},
		disk: { syncUs: disk.sync ?? null, bytesPerUs: disk.bandwidth ?? null }
	};
}
