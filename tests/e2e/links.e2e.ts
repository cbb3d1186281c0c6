import { deflateRawSync } from 'node:zlib';
import { edited, LabPage, slug } from './lab-page';
import { expect, test, watch } from './site';

const withRetry = edited('experiment.ts', 'retry: false', 'retry: true');

test('a link carries the work to another person, who sees what differs before taking it', async ({
	page,
	browser,
	baseURL,
	trouble
}) => {
	const mine = new LabPage(page);
	await mine.open();
	await mine.cell('experiment.ts').write(withRetry);
	await mine.turn('acknowledgement', 'transaction');
	await page.getByRole('button', { name: 'Copy link' }).click();
	const link = await page.getByLabel('Link to this lab as it is here').inputValue();
	expect(link.length).toBeLessThan(2_000);

	const context = await browser.newContext({ baseURL });
	await watch(context, new URL(baseURL ?? '').origin, trouble);
	const other = new LabPage(await context.newPage());
	await other.page.goto(link);
	await other.ready();
	const shared = other.page.getByRole('region', { name: 'This link carries' });
	await expect(shared).toContainText('acknowledgement: yours none, the link’s transaction');
	await expect(shared.getByRole('region', { name: 'experiment.ts' })).toContainText('retry: true');

	// Nothing was run and nothing was changed because a page was opened.
	const theirs = other.cell('experiment.ts');
	await expect(theirs.region.getByText(/digest/)).toBeHidden();
	await expect(theirs.region.getByText('changed from the original')).toBeHidden();
	await expect(other.dial('acknowledgement').getByRole('radio', { name: 'none' })).toBeChecked();

	await shared.getByRole('button', { name: 'Keep as mine' }).click();
	await expect(shared).toBeHidden();
	expect(await theirs.text()).toContain('retry: true');
	await expect(
		other.dial('acknowledgement').getByRole('radio', { name: 'transaction' })
	).toBeChecked();
	await other.saved();
	await other.page.reload();
	await other.ready();
	await expect(theirs.region.getByText('changed from the original')).toBeVisible();
	await context.close();
});

test('discarding a link leaves one’s own work as it was', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	await cell.write(withRetry);
	await lab.saved();
	await lab.open(`#${link({ ...payload, seed: 7 })}`);
	await page.reload();
	const shared = page.getByRole('region', { name: 'This link carries' });
	await expect(shared).toContainText('7');
	await shared.getByRole('button', { name: 'Discard' }).click();
	await expect(shared).toBeHidden();
	expect(await cell.text()).toContain('retry: true');
	expect(new URL(page.url()).hash).toBe('');
});

const payload = { v: 1, slug, labVersion: 1, dials: {}, edits: {}, seed: 1 };

/** A link as the site makes it, from any value. */
function link(value: unknown, text = JSON.stringify(value)): string {
	return `v1.${deflateRawSync(text).toString('base64url')}`;
}

const whole = link({ ...payload, edits: { 'experiment.ts': withRetry } });

test.describe('a broken link says what is wrong with it and touches nothing', () => {
	for (const [kind, hash] of [
		['empty', 'v1.'],
		['truncated', whole.slice(0, -20)],
		['damaged', `${whole.slice(0, 40)}AAAA${whole.slice(44)}`],
		['with foreign characters', `${whole}<script>`],
		['of a later version', `v2.${whole.slice(3)}`],
		['too long', `v1.${'A'.repeat(60_000)}`],
		['a bomb', link(null, ' '.repeat(40_000_000))],
		['not JSON', link(null, 'Hello')],
		['of another shape', link([1, 2, 3])],
		['with a setting too many', link({ ...payload, run: true })],
		['with a seed of text', link({ ...payload, seed: '<b>1</b>' })],
		['of another lab', link({ ...payload, slug: '99-other' })],
		['with an unknown dial', link({ ...payload, dials: { speed: 3 } })],
		['with a dial’s value that it cannot have', link({ ...payload, dials: { batch: 7 } })],
		['with an unknown file', link({ ...payload, edits: { 'virus.ts': 'x' } })],
		['with a path outside', link({ ...payload, edits: { '../check.ts': 'x' } })],
		[
			'with a poisoned key',
			link(null, JSON.stringify(payload).replace('{"v"', '{"__proto__":{"a":1},"v"'))
		]
	] as const) {
		test(kind, async ({ page }) => {
			const lab = new LabPage(page);
			await lab.open(`#${hash}`);
			const alert = page.getByRole('alert').filter({ hasText: 'This link cannot be read' });
			await expect(alert).toContainText('Your own work is untouched.');
			await expect(alert.getByRole('listitem').first()).toContainText(/link/i);
			await expect(page.getByText('changed from the original')).toHaveCount(0);
		});
	}
});
