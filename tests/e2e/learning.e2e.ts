import { edited, LabPage, original } from './lab-page';
import { expect, test } from './site';

test('edit, turn, run, see; and after a reload everything is there', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');

	await cell.write(edited('experiment.ts', 'messages: 6_000', 'messages: 4_000'));
	await lab.turn('acknowledgement', 'confirm');
	const digest = await cell.runToEnd();
	await expect(cell.region.getByText(/^4\s000 messages/)).toBeVisible();

	const growth = lab.figure('Lost and duplicated messages over time');
	await expect(growth.locator('svg').first()).toBeVisible();
	await expect(growth.getByText('rabbit-1').first()).toBeVisible();
	await expect(page.getByText(/^4\s000 attempted = /)).toBeVisible();

	const answer = page.getByRole('radio', { name: /not on the way to the disk yet/ });
	await answer.check();
	await expect(page.getByText('Right.', { exact: true })).toBeVisible();
	await lab.saved();

	await page.reload();
	await lab.ready();
	await expect(lab.dial('acknowledgement').getByRole('radio', { name: 'confirm' })).toBeChecked();
	await expect(answer).toBeChecked();
	await expect(cell.region.getByText('changed from the original')).toBeVisible();
	expect(await cell.text()).toContain('messages: 4_000');
	expect(await cell.digest()).toBe(digest);
	await expect(growth.locator('svg').first()).toBeVisible();
	await page.getByText('Runs: 1 kept').click();
	await expect(page.getByRole('region', { name: 'Runs' }).getByRole('row')).toHaveCount(2);
});

test('the whole design is run, drawn with its intervals, and there as a table', async ({
	page
}) => {
	const lab = new LabPage(page);
	await lab.open();
	await lab.cell('cost.ts').run();

	const plot = lab.figure('Messages per second against messages per wait');
	await expect(plot.locator('svg').first()).toBeVisible({ timeout: 45_000 });
	await expect(plot.getByText('confirm').first()).toBeVisible();
	await plot.getByRole('button', { name: 'Table' }).click();
	// 4 batch sizes × 3 kinds of acknowledgement × 3 numbers of mirrors, and the head.
	await expect(plot.getByRole('row')).toHaveCount(37);
});

test('turning a dial runs again; the same dial gives the same run', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	const silent = await cell.runToEnd();
	await lab.turn('acknowledgement', 'confirm');
	await expect.poll(() => cell.digest()).not.toBe(silent);
	await lab.turn('acknowledgement', 'none');
	await expect.poll(() => cell.digest()).toBe(silent);
});

test('an edit is shown as a difference and can be taken back', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	await cell.write(edited('experiment.ts', 'retry: false', 'retry: true'));
	await cell.region.getByRole('button', { name: 'show' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByText('retry: true')).toBeVisible();
	await dialog.getByRole('button', { name: 'Put the original back' }).click();
	await expect(cell.region.getByText('changed from the original')).toBeHidden();
	expect(await cell.text()).toContain('retry: false');
});

test('the start does not pass the checks, the solution does', async ({ page }) => {
	test.slow();
	const lab = new LabPage(page);
	await lab.open();
	await page.getByRole('button', { name: 'Check my work' }).first().click();
	await expect(page.getByText('1 of 3 checks passed.')).toBeVisible({ timeout: 60_000 });

	await page.getByText('Show a solution').click();
	await page.getByRole('button', { name: 'Take it into the editor' }).click();
	await page
		.getByRole('button', { name: /^Check (my work|again)/ })
		.first()
		.click();
	await expect(page.getByText('3 of 3 checks passed.')).toBeVisible({ timeout: 60_000 });
});

test('a step of the plot leads to its messages, and a message to its story', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	await lab.cell('experiment.ts').runToEnd();
	const growth = lab.figure('Lost and duplicated messages over time');
	// A curve's words have its colour.
	const stroke = await growth
		.locator('.knob')
		.first()
		.evaluate((knob) => getComputedStyle(knob).stroke);
	await expect(growth.locator('svg').getByText(/^\d.* lost,$/)).toHaveCSS('fill', stroke);
	await growth.getByRole('button', { name: /lost/i }).first().press('Enter');
	await page
		.getByRole('button', { name: /^Message \d/ })
		.first()
		.click();
	await expect(page.getByText(/The story of message \d/)).toBeVisible();
	await expect(page.getByText('This decided its fate').first()).toBeVisible();
});

test('code that imports a changed file is run with the change', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	const before = await cell.runToEnd();
	// Without its comment: the editor would close a comment that is typed, as it should.
	const code = original('settings.ts').replace(/^\/\*\*.*\n/, '');
	const settings = code.replace('size = 1_000', 'size = 2_000');
	expect(settings).not.toBe(code);
	await cell.writeOther('settings.ts', settings);
	await cell.run();
	await expect.poll(() => cell.digest()).not.toBe(before);
});
