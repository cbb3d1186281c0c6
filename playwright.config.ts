import { defineConfig } from '@playwright/test';
import { browserArguments, findBrowser } from './scripts/browser.mjs';

/** `npm run test:e2e` builds the site and brings a browser; the fixture in tests/e2e serves it. */
export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.e2e.ts',
	outputDir: 'test-results/e2e',
	fullyParallel: true,
	workers: 2,
	// A test that passes at the second try hides a fault that learners meet at their first.
	retries: 0,
	forbidOnly: Boolean(process.env.CI),
	timeout: 60_000,
	expect: { timeout: 15_000 },
	reporter: 'list',
	use: {
		browserName: 'chromium',
		headless: true,
		launchOptions: { executablePath: findBrowser() ?? undefined, args: browserArguments },
		viewport: { width: 1280, height: 900 },
		trace: 'retain-on-failure'
	}
});
