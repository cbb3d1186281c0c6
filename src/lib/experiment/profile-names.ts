export const profileNames = ['measured'] as const;
export type ProfileName = (typeof profileNames)[number];
