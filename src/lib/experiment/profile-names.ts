import type { Profile } from '#lib/sim';

export const profileNames = ['measured'] as const;
export type ProfileName = (typeof profileNames)[number];

export function profileNamed(name: ProfileName): Profile {
	throw new Error(`no profile ${name} yet`);
}
