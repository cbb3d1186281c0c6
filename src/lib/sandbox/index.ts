/**
 * Learner code: bundled by esbuild, executed in a worker of a frame without an origin, its calls
 * answered by the page. Learner code may come from a stranger's link, so nothing that leaves a
 * realm is more than data. It must never run learner code on the page, nor keep what it computed.
 * `#lib/sandbox/node` is the same for the command line.
 */
export { createBundler } from './bundler/browser-bundler';
export type {
	Bundle,
	Bundler,
	DialValues,
	ExecuteOptions,
	Execution,
	Outcome,
	SandboxHost,
	StoppedBy,
	Verdict,
	WorkData
} from './execution';
export { Sandbox, type SandboxOptions } from './sandbox';
