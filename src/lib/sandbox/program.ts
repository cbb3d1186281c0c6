import { givenName } from './bundler/given';

/** How a bundle is called in the stacks of errors, on every kind of realm. */
export const programName = 'learner-bundle.js';

/** Lines that `programSource` puts before the bundle's own. */
export const programLinesBefore = 1;

/** A bundle as an expression. It is a function so that each `await` at its top level works. */
export function programSource(code: string): string {
	return `(async (${givenName}) => { 'use strict';\n${code}\n})`;
}
