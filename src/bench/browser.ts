/** What a learner waits for, measured in Chromium on the built site, served from this machine. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { browserArguments, provideBrowser } from '../../scripts/browser.mjs';
import { buildIfNeeded } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import { median, type Row } from './measure';

const lab = 'labs/01-acknowledgements';
const root = join(import.meta.dirname, '../..');
const repetitions = 9;

export async function benchBrowser(): Promise<Row[]> {
	await buildIfNeeded();
	const site = await serve();
	const browser = await chromium.launch({
		executablePath: provideBrowser(),
		args: browserArguments
	});
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
		await page.goto(new URL(lab, site.url).href);
		await page.waitForLoadState('networkidle');
		await warmUp(page);
		return [
			{
				name: 'script before first paint, kB',
				value: scriptBytes() / 1000,
				unit: 'kB',
				better: 'lower',
				goal: 150
			},
			{
				name: 'warm run, key press to plot',
				value: await warmRunMs(page),
				unit: 'ms',
				better: 'lower',
				goal: 300
			},
			{
				name: 'preview frame while dragging',
				value: await previewMs(page),
				unit: 'ms',
				better: 'lower',
				goal: 60
			},
			{
				name: 'sweep of 180 × 5 000, Chromium',
				value: await sweepSeconds(page),
				unit: 's',
				better: 'lower',
				goal: 5
			}
		];
	} finally {
		await browser.close();
		await site.close();
	}
}

/** The scripts that the page's own HTML names, as a static host sends them, compressed. */
function scriptBytes(): number {
	const path = `${lab}.html`;
	const html = readFileSync(join(root, 'build', path), 'utf8');
	const files = new Set(
		html.match(/[\w./-]+\.js(?=")/g)?.map((name) => posix.join(posix.dirname(path), name))
	);
	return [...files]
		.map((file) => join(root, 'build', `${file}.br`))
		.filter((file) => existsSync(file))
		.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Runs the cell until everything is loaded, and leaves the dial on confirms. */
async function warmUp(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Run experiment.ts' }).click();
	await page.getByText(/digest [0-9a-f]{4}/).waitFor();
	await turnAcknowledgement(page, 'confirm');
	await page.waitForTimeout(2000);
	await turnAcknowledgement(page, 'none');
	await page.waitForTimeout(2000);
}

async function turnAcknowledgement(page: Page, value: string): Promise<void> {
	const dials = page.getByRole('group', { name: 'Dials' });
	await dials
		.getByRole('group', { name: 'acknowledgement' })
		.getByText(value, { exact: true })
		.click();
}

/** Time from an input event on the dials to the frame that shows the change in the growth plot. */
async function drawnAfter(
	page: Page,
	event: 'keydown' | 'input',
	act: () => Promise<void>
): Promise<number> {
	const drawn = page.evaluate((type) => {
		const caption = 'Lost and duplicated messages over time';
		const figure = [...document.querySelectorAll('figure')].find((one) =>
			one.textContent?.includes(caption)
		);
		if (!figure) throw new Error('The page has no growth plot.');
		return new Promise<number>((resolve) => {
			let startedAt = 0;
			// No named functions in here: tsx would mark them with a helper that the page lacks.
			addEventListener(type, ({ timeStamp }) => (startedAt ||= timeStamp), {
				capture: true,
				once: true
			});
			const observer = new MutationObserver(() => {
				if (startedAt === 0) return;
				observer.disconnect();
				requestAnimationFrame((time) => resolve(Math.max(time, performance.now()) - startedAt));
			});
			observer.observe(figure, {
				subtree: true,
				childList: true,
				attributes: true,
				characterData: true
			});
		});
	}, event);
	await act();
	return drawn;
}

/** An arrow key on the acknowledgement runs the default experiment in full. */
async function warmRunMs(page: Page): Promise<number> {
	const times: number[] = [];
	const group = page
		.getByRole('group', { name: 'Dials' })
		.getByRole('group', { name: 'acknowledgement' });
	for (let turn = 0; turn < repetitions; turn++) {
		await group.getByRole('radio', { checked: true }).focus();
		times.push(await drawnAfter(page, 'keydown', () => page.keyboard.press('ArrowRight')));
		await page.waitForTimeout(500);
	}
	return median(times);
}

/** The pointer holds the slider and moves it from step to step. */
async function previewMs(page: Page): Promise<number> {
	await turnAcknowledgement(page, 'confirm');
	await page.waitForTimeout(1500);
	const slider = page.getByRole('group', { name: 'Dials' }).getByRole('slider').first();
	const box = await slider.boundingBox();
	if (!box) throw new Error('The slider is not on the page.');
	const y = box.y + box.height / 2;
	const at = (share: number) => box.x + 8 + share * (box.width - 16);
	await page.mouse.move(at(1 / 3), y);
	await page.mouse.down();
	const times: number[] = [];
	for (let turn = 0; turn < repetitions; turn++) {
		const share = turn % 2 === 0 ? 2 / 3 : 1 / 3;
		times.push(await drawnAfter(page, 'input', () => page.mouse.move(at(share), y)));
		await page.waitForTimeout(300);
	}
	await page.mouse.up();
	return median(times);
}

/** The lab's own design with five seeds, from the button to the drawn plot. */
async function sweepSeconds(page: Page): Promise<number> {
	const cell = page
		.locator('section[data-cell]')
		.filter({ has: page.getByRole('button', { name: 'Run cost.ts' }) });
	const editor = cell.getByRole('textbox', { name: 'Code of cost.ts' });
	await cell.scrollIntoViewIfNeeded();
	await cell.locator('.monaco-editor').first().waitFor();
	const text = readFileSync(join(root, lab, 'start/cost.ts'), 'utf8');
	const code = text.replace('seeds: 3', 'seeds: 5');
	if (code === text) throw new Error('cost.ts no longer says how many seeds.');
	await editor.focus();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.insertText(code);
	const plot = page
		.getByRole('figure')
		.filter({ hasText: 'Messages per second against messages per wait' });
	const started = performance.now();
	await page.getByRole('button', { name: 'Run cost.ts' }).click();
	await plot.locator('svg circle').first().waitFor();
	await cell.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
	return (performance.now() - started) / 1000;
}
