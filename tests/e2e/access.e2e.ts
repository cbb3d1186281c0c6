import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { allSlugs, LabPage } from './lab-page';
import { expect, test } from './site';

async function violations(page: Page): Promise<string[]> {
	const { violations: found, passes } = await new AxeBuilder({ page }).analyze();
	// Fewer rules than this would mean that axe did not see the page.
	expect(passes.length).toBeGreaterThan(20);
	return found.flatMap(({ id, help, nodes }) =>
		nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`)
	);
}

for (const [name, options] of [
	['light', { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
	['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }],
	['390 pixels', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
	['390 pixels, dark', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }]
] as const) {
	test.describe(name, () => {
		test.use(options);

		test('axe finds nothing on the first page', async ({ page }) => {
			await page.goto('');
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			expect(await violations(page)).toEqual([]);
		});

		for (const slug of allSlugs) {
			test(`axe finds nothing on ${slug}, before and after a run`, async ({ page }) => {
				const lab = new LabPage(page, slug);
				await lab.open();
				expect(await violations(page)).toEqual([]);
				await lab.cell('experiment.ts').runToEnd();
				await expect(
					lab.figure('Lost and duplicated messages over time').locator('svg').first()
				).toBeVisible();
				expect(await violations(page)).toEqual([]);
			});
		}

		test('nothing is wider than the screen', async ({ page }) => {
			for (const path of ['', ...allSlugs.map((slug) => `labs/${slug}`)]) {
				await page.goto(path);
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				const widths = await page.evaluate(() => [
					document.documentElement.scrollWidth,
					document.documentElement.clientWidth
				]);
				expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
			}
		});
	});
}

test('by keyboard: skip to the content, edit, run, leave the editor, turn a dial', async ({
	page
}) => {
	const lab = new LabPage(page);
	await lab.open();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.locator('#content')).toBeFocused();

	const cell = lab.cell('experiment.ts');
	for (let steps = 0; steps < 80; steps++) {
		await page.keyboard.press('Tab');
		if (await cell.editor.evaluate((element) => element === document.activeElement)) break;
	}
	await expect(cell.editor).toBeFocused();
	await expect(page.getByText('changed from the original')).toHaveCount(0);
	await page.keyboard.press('Shift+Enter');
	const digest = await cell.digest();
	// Once something is typed Tab indents.
	await page.keyboard.press('ControlOrMeta+End');
	await page.keyboard.press('Tab');
	await expect(cell.editor).toBeFocused();

	await page.keyboard.press('Escape');
	await page.keyboard.press('Tab');
	await expect(cell.editor).not.toBeFocused();
	await expect(cell.runButton).toBeFocused();

	const none = lab.dial('acknowledgement').getByRole('radio', { name: 'none' });
	for (let steps = 0; steps < 30; steps++) {
		await page.keyboard.press('Tab');
		if (await none.evaluate((element) => element === document.activeElement)) break;
	}
	await page.keyboard.press('ArrowRight');
	await expect(lab.dial('acknowledgement').getByRole('radio', { name: 'confirm' })).toBeChecked();
	await expect.poll(() => cell.digest()).not.toBe(digest);
});

test.describe('on a small touch screen', () => {
	test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

	test('code is edited as plain text and runs', async ({ page }) => {
		const lab = new LabPage(page);
		await lab.open();
		const cell = lab.cell('experiment.ts');
		await cell.editor.fill(
			`import { experiment, rabbitmq } from 'lab';\nexport default experiment({ broker: rabbitmq(), producers: { messages: 70 } });\n`
		);
		await cell.run();
		await expect(cell.region.getByText(/^70 messages/)).toBeVisible();
		await expect(cell.region.locator('.monaco-editor')).toHaveCount(0);
	});
});
