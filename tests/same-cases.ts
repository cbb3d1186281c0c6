/**
 * Properties are tried on the same cases in every run, so that what fails for one fails for all.
 * `FAST_CHECK_SEED=2 npx vitest run` looks at others.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 1) });
