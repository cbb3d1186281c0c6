import { test as base, type BrowserContext, type ConsoleMessage } from '@playwright/test';
import { serve } from '../../scripts/serve.mjs';

export { expect } from '@playwright/test';

interface Options {
	/** The sub-path that the site is served under, such as `/broker-lab`. */
	basePath: string;
	/** What this test provokes and so may find in the console. */
	allowedTrouble: RegExp;
}

interface Fixtures {
	/** What went wrong on the pages of this test. It must be empty at its end. */
	trouble: string[];
}

interface WorkerFixtures {
	sites: { at(basePath: string): Promise<string> };
}

/**
 * Tests of the built site, served as a static host would. Whatever a test is about, it fails when
 * a page logs an error, breaks the policy, or asks another origin for anything.
 */
export const test = base.extend<Options & Fixtures, WorkerFixtures>({
	basePath: ['', { option: true }],
	allowedTrouble: [/(?!)/, { option: true }],

	sites: [
		async ({}, use) => {
			const running = new Map<string, ReturnType<typeof serve>>();
			await use({
				async at(basePath) {
					const site = running.get(basePath) ?? serve({ base: basePath });
					running.set(basePath, site);
					return (await site).url;
				}
			});
			for (const site of running.values()) await (await site).close();
		},
		{ scope: 'worker' }
	],

	baseURL: async ({ sites, basePath }, use) => {
		await use(await sites.at(basePath));
	},

	trouble: [
		async ({ context, baseURL, allowedTrouble }, use) => {
			const trouble: string[] = [];
			await watch(context, new URL(baseURL ?? '').origin, trouble);
			await use(trouble);
			const unexpected = trouble.filter((one) => !allowedTrouble.test(one));
			if (unexpected.length > 0) throw new Error(`On the page: ${unexpected.join('\n')}`);
		},
		{ auto: true }
	]
});

/** Also for contexts that a test opens itself, as a second person would. */
export async function watch(context: BrowserContext, origin: string, trouble: string[]) {
	// The browser logs a violation too, but not the one in a frame that is gone by then.
	await context.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (violation) => {
			console.error(`policy: ${violation.effectiveDirective} refused ${violation.blockedURI}`);
		});
	});
	const listen = (message: ConsoleMessage) => {
		if (message.type() === 'error') trouble.push(`console: ${message.text()}`);
	};
	context.on('console', listen);
	context.on('weberror', (error) => trouble.push(`uncaught: ${error.error().message}`));
	context.on('request', (request) => {
		const url = new URL(request.url());
		const inside = url.origin === origin || ['blob:', 'data:'].includes(url.protocol);
		if (!inside) trouble.push(`request: ${request.url()}`);
	});
	context.on('requestfailed', (request) => {
		const reason = request.failure()?.errorText ?? '';
		// A page that is left gives up what it was still loading.
		if (reason !== 'net::ERR_ABORTED') trouble.push(`request: ${request.url()} ${reason}`);
	});
}
