/**
 * The sandbox for Node: the page's bundler, and realms in worker threads, so that an endless loop
 * ends at its limit. A thread isolates nothing; run only code here that you would run anyway.
 */
export { createBundler } from './bundler';
export { Sandbox } from './sandbox';
export type {
	Bundle,
	Bundler,
	ExecuteOptions,
	Execution,
	Outcome,
	SandboxHost,
	StoppedBy,
	Verdict,
	WorkData
} from '../execution';
