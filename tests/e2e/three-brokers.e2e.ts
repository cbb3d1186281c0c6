import { edited, LabPage } from './lab-page';
import { expect, test } from './site';

const slug = '02-three-brokers';
/** The names of the panels; a flag names a node, such as `activemq-1`. */
const brokers = ['RabbitMQ', 'Kafka 0.8', 'ActiveMQ'];
const growthTitle = 'Lost and duplicated messages over time';

test('three brokers side by side: edit, run, see; and after a reload it is all there', async ({
	page
}) => {
	const lab = new LabPage(page, slug);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	const workload = edited('workload.ts', 'messages: 12_000', 'messages: 6_000', slug);
	// Without its comments: the editor would close one that is typed, as it should.
	await cell.writeOther('workload.ts', workload.replace(/^\/\*\*.*\n/gm, ''));
	const digest = await cell.runToEnd();

	const growth = lab.figure(growthTitle);
	for (const name of brokers)
		await expect(growth.locator('svg').getByText(name, { exact: true })).toBeVisible();
	for (const node of ['rabbit', 'kafka', 'activemq']) {
		await expect(growth.locator('svg').getByText(new RegExp(`^${node}-\\d killed`))).toBeVisible();
	}
	await expect(page.getByText(/^6\s000 attempted = /)).toHaveCount(3);

	await growth.getByRole('button', { name: 'Table' }).click();
	await expect(growth.getByRole('columnheader', { name: 'run', exact: true })).toBeVisible();
	await lab.saved();

	await page.reload();
	await lab.ready();
	await expect(growth.locator('svg').first()).toBeVisible();
	expect(await cell.digest()).toBe(digest);
	for (const name of brokers)
		await expect(growth.locator('svg').getByText(name, { exact: true })).toBeVisible();
});

test('the whole design is drawn in a panel for each broker', async ({ page }) => {
	test.slow();
	const lab = new LabPage(page, slug);
	await lab.open();
	await lab.cell('cost.ts').run();
	const plot = lab.figure('Messages per second against the size of a batch');
	await expect(plot.locator('svg').first()).toBeVisible({ timeout: 120_000 });
	for (const name of ['RabbitMQ', 'Kafka', 'ActiveMQ']) {
		await expect(plot.locator('svg').getByText(name, { exact: true })).toBeVisible();
	}
	await plot.getByRole('button', { name: 'Table' }).click();
	// 3 brokers × 3 ways to wait × 4 batch sizes, and the head.
	await expect(plot.getByRole('row')).toHaveCount(37);
});

test('a dial that one broker has turns that broker alone', async ({ page }) => {
	const lab = new LabPage(page, slug);
	await lab.open();
	await lab.cell('experiment.ts').runToEnd();
	const growth = lab.figure(growthTitle);
	await expect(growth.locator('svg').getByText('Kafka 0.8')).toBeVisible();
	await lab.turn('Kafka’s version', '3.x');
	await expect(growth.locator('svg').getByText('Kafka 3.x')).toBeVisible({ timeout: 40_000 });
	await expect(growth.locator('svg').getByText('RabbitMQ', { exact: true })).toBeVisible();
});

test('a setting of one broker under another says where it belongs, and at which line', async ({
	page
}) => {
	const lab = new LabPage(page, slug);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	const wrong = edited('kafka.ts', "offsetReset: 'earliest'", 'prefetch: 100', slug);
	await cell.writeOther('kafka.ts', wrong.replace(/^\/\*\*.*\n/gm, ''));
	await cell.run();
	const problem = cell.problem('setting-of-other-broker');
	await expect(problem).toContainText('prefetch');
	await expect(problem).toContainText('RabbitMQ');
	await expect(problem.getByRole('button', { name: /^kafka\.ts, line \d+$/ })).toBeVisible();
});

test('a step of one of the plots leads to that run’s messages', async ({ page }) => {
	const lab = new LabPage(page, slug);
	await lab.open();
	await lab.cell('experiment.ts').runToEnd();
	const growth = lab.figure(growthTitle);
	await growth
		.getByRole('button', { name: /× lost/ })
		.last()
		.press('Enter');
	await page
		.getByRole('button', { name: /^Message \d/ })
		.first()
		.click();
	await expect(page.getByText(/The story of message \d/)).toBeVisible();
	await expect(page.getByText('This decided its fate').first()).toBeVisible();
});

test('two cells and two claims asked for at once are all answered', async ({ page }) => {
	test.slow();
	const lab = new LabPage(page, slug);
	await lab.open();
	await lab.cell('cost.ts').run();
	await lab.cell('experiment.ts').run();
	const judges = page.getByRole('button', { name: 'Judge it', exact: true });
	await judges.last().click();
	await judges.first().click();
	await expect(lab.cell('cost.ts').region.getByText(/^108 runs · /)).toBeVisible({
		timeout: 120_000
	});
	await expect(lab.cell('experiment.ts').region.getByText(/^3 runs · seed 1 · /)).toBeVisible({
		timeout: 30_000
	});
	await expect(page.getByRole('button', { name: 'Judge it again' })).toHaveCount(2, {
		timeout: 60_000
	});
});
