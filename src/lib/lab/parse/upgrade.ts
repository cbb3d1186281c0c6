import type { LabDocument } from './document';

/**
 * `upgrades[n]` turns a lab of format n + 1 into one of format n + 2. A new format adds one entry
 * here and leaves the others alone, with a fixture of the old form that stays for ever.
 */
export const upgrades: readonly Upgrade[] = [];
export type Upgrade = (document: LabDocument) => LabDocument;

/** The format this code reads; a lab says its own as `format` in the front matter, else 1. */
export const currentFormat = upgrades.length + 1;

export function upgradeDocument(
	document: LabDocument,
	format: number,
	steps: readonly Upgrade[] = upgrades
): LabDocument {
	return steps.slice(format - 1).reduce((upgraded, step) => step(upgraded), document);
}
