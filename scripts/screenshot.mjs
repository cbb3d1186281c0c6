/** Takes docs/screenshot.png from the built site: a crash, its losses, and the words that sum them. */
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { buildIfNeeded } from './build.mjs';
import { asScript, root } from './run.mjs';
import { serve } from './serve.mjs';

await asScript(async () => {
	await buildIfNeeded();
	const site = await serve();
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 1180 } });
		await page.goto(`${site.url}labs/01-acknowledgements`);
		await page.locator('iframe[src*="sandbox.html"]').first().waitFor({ state: 'attached' });
		await page.getByRole('button', { name: 'Run experiment.ts' }).click();
		await page.getByText(/digest [0-9a-f]{4}/).waitFor();
		await page.evaluate(() => {
			document.querySelector('[data-cell="crash"]')?.scrollIntoView({ block: 'start' });
			scrollBy(0, -24);
		});
		// Plots move to their new state.
		await page.waitForTimeout(1500);
		await page.screenshot({ path: join(root, 'docs/screenshot.png') });
	} finally {
		await browser.close();
		await site.close();
	}
});
