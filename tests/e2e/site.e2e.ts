import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { root } from '../tidy/source';
import { allSlugs, LabPage, slug } from './lab-page';
import type { Request } from '@playwright/test';
import { expect, test, watch } from './site';

const scriptBytesMax = 150_000;

test('the script before the first paint is small', async () => {
	for (const path of ['index.html', ...allSlugs.map((one) => `labs/${one}.html`)]) {
		const html = readFileSync(join(root, 'build', path), 'utf8');
		const named = html.match(/[\w./-]+\.js(?=")/g) ?? [];
		const files = new Set(named.map((name) => posix.join(posix.dirname(path), name)));
		expect(files.size, `${path} names its scripts`).toBeGreaterThan(3);
		const bytes = [...files]
			.map((file) => statSync(join(root, 'build', `${file}.br`)).size)
			.reduce((sum, size) => sum + size, 0);
		expect(bytes, path).toBeGreaterThan(10_000);
		expect(bytes, path).toBeLessThanOrEqual(scriptBytesMax);
	}
});

test('the page is painted before editor, bundler and engine are asked for', async ({ page }) => {
	const requests: Request[] = [];
	page.on('requestfinished', (request) => requests.push(request));
	const lab = new LabPage(page);
	await lab.open();
	await lab.cell('experiment.ts').runToEnd();

	const paintedAtMs = await page.evaluate(() => {
		const paint = performance.getEntriesByName('first-contentful-paint')[0];
		return paint ? performance.timeOrigin + paint.startTime : 0;
	});
	expect(paintedAtMs).toBeGreaterThan(0);
	const heavy = requests.filter((request) => /\.wasm$|worker|esbuild/.test(request.url()));
	expect(heavy.length).toBeGreaterThan(2);
	for (const request of heavy) {
		expect(request.timing().startTime, request.url()).toBeGreaterThan(paintedAtMs);
	}
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false, allowedTrouble: / csp$/ });

	test('the first page and the lab can be read', async ({ page }) => {
		await page.goto('');
		await expect(page.getByRole('link', { name: /acknowledgement/ }).first()).toBeVisible();
		await expect(page.getByRole('table')).toContainText('ZooKeeper');
		await page.goto(`labs/${slug}`);
		await expect(page.getByRole('heading', { name: 'What a crash takes' })).toBeVisible();
	});
});

test.describe('under a sub-path', () => {
	test.use({ basePath: '/some/where' });

	test('pages are found, and an experiment runs', async ({ page, baseURL }) => {
		await page.goto('');
		await page
			.getByRole('link', { name: /acknowledgement/ })
			.first()
			.click();
		await expect(page).toHaveURL(`${baseURL}labs/${slug}`);
		const lab = new LabPage(page);
		await lab.cell('experiment.ts').runToEnd();
		await page.getByRole('link', { name: 'Broker Lab' }).click();
		await expect(page).toHaveURL(baseURL ?? '');
	});
});

test.describe('an address that is not there', () => {
	test.use({ allowedTrouble: /404/ });

	test('says so and leads home', async ({ page, baseURL }) => {
		await page.goto('labs/99-missing');
		await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
		await page.getByRole('link', { name: 'Go to the first page' }).click();
		await expect(page).toHaveURL(baseURL ?? '');
	});
});

/** The same crash on each broker, in its own settings. */
const crashes = {
	RabbitMQ: `import { crash, experiment, rabbitmq } from 'lab';
export default experiment({
	broker: rabbitmq({ nodes: 3, queue: { mirrors: 1 } }),
	producers: { messages: 3_000, rate: 2_000, ack: 'confirm', batch: 10, retry: true },
	faults: [crash('rabbit-1', { at: '500ms', restartAfter: '1s' })],
	seed: 11
});
`,
	Kafka: `import { crash, experiment, kafka } from 'lab';
export default experiment({
	broker: kafka({ version: '3.x', topic: { replicationFactor: 3, partitions: 4 } }),
	producers: { messages: 3_000, rate: 2_000, acks: 'all' },
	consumers: { count: 2, offsetReset: 'earliest' },
	faults: [crash('leader', { at: '500ms', restartAfter: '12s' })],
	seed: 11
});
`,
	ActiveMQ: `import { activemq, crash, experiment } from 'lab';
export default experiment({
	broker: activemq({ topology: 'shared-store', lockPoll: '1s' }),
	producers: { messages: 3_000, rate: 2_000, failover: true, retry: true },
	consumers: { style: 'listener', failover: true },
	faults: [crash('leader', { at: '500ms' })],
	seed: 11
});
`
};

for (const [broker, code] of Object.entries(crashes)) {
	test(`${broker}: the page and Node give the same run to the last byte`, async ({ page }) => {
		const lab = new LabPage(page);
		await lab.open();
		const cell = lab.cell('experiment.ts');
		await cell.write(code);
		const shown = await cell.runToEnd();

		const folder = mkdtempSync(join(tmpdir(), 'broker-lab-parity-'));
		try {
			const file = join(folder, 'experiment.ts');
			writeFileSync(file, code);
			const command = ['run', '--silent', 'lab', '--', 'run', file, '--json'];
			const printed = execFileSync('npm', command, { cwd: root, encoding: 'utf8' });
			const { digest }: { digest: string } = JSON.parse(printed);
			expect(shown.replace(/\W/g, '')).toBe(digest.slice(0, 8));
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
}

test.describe('the watch over all these tests', () => {
	// What it finds here was provoked; each finding is asked for below.
	test.use({ allowedTrouble: /./ });

	test('sees errors, violations of the policy and requests to elsewhere', async ({
		context,
		page,
		trouble
	}) => {
		await page.goto('');
		await page.evaluate(async () => {
			console.error('provoked');
			await fetch('https://elsewhere.invalid/').catch(() => null);
			const script = document.createElement('script');
			script.textContent = 'document.title = "run"';
			document.head.append(script);
		});
		await expect.poll(() => trouble.join('\n')).toContain('console: provoked');
		await expect.poll(() => trouble.join('\n')).toMatch(/policy: connect-src refused/);
		await expect.poll(() => trouble.join('\n')).toMatch(/policy: script-src-elem refused inline/);
		expect(await page.title()).not.toBe('run');

		// A page without the policy, so that the request itself is made.
		const elsewhere: string[] = [];
		await watch(context, 'http://another.invalid', elsewhere);
		await page.goto('');
		expect(elsewhere.join('\n')).toContain(`request: ${page.url()}`);
	});
});
