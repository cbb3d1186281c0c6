/** What a learner waits for, measured in Chromium on the built site, served from this machine. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Page } from '@playwright/test';
import { launchBrowser } from '../../scripts/browser.mjs';
import { buildIfNeeded } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';
import { median, type Row } from './measure';

const lab = 'labs/01-acknowledgements';
const root = join(import.meta.dirname, '../..');
const repetitions = 9;

export async function benchBrowser(): Promise<Row[]> {
	await buildIfNeeded();
	const site = await serve();
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
		await page.goto(new URL(lab, site.url).href);
		await page.locator('iframe[src*="sandbox.html"]').first().waitFor({ state: 'attached' });
		await warmUp(page);
		const warm = await warmRunMs(page);
		const preview = await previewMs(page);
		const sweep = await sweepSeconds(page);
		return [
			row('script before first paint', scriptBytes() / 1000, 'kB', 150),
			row('warm run, key press to first change of the plot', warm.firstMs, 'ms', 300),
			row('warm run, key press to plot at rest', warm.lastMs, 'ms', 300),
			row('preview frame while dragging', preview.firstMs, 'ms', 60),
			row('sweep of 180 × 5 000, Chromium', sweep, 's', 5)
		];
	} finally {
		await browser.close();
		await site.close();
	}
}

function row(name: string, value: number, unit: string, goal: number): Row {
	return { name, value, unit, better: 'lower', goal };
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

interface Drawn {
	/** From the event to the first change of the growth plot, and to the last, ms. */
	firstMs: number;
	lastMs: number;
}

/** Waits until the growth plot has changed after an event on the dials, and has come to rest. */
async function drawnAfter(
	page: Page,
	event: 'keydown' | 'input',
	act: () => Promise<void>
): Promise<Drawn> {
	const watch = await page.evaluateHandle(watchGrowthPlot, event);
	await act();
	const drawn = await watch.evaluate(({ drawn }) => drawn);
	await watch.dispose();
	return drawn;
}

/** Runs in the page. No named functions in here: tsx would mark them with a helper it lacks. */
function watchGrowthPlot(type: 'keydown' | 'input'): { drawn: Promise<Drawn> } {
	const caption = 'Lost and duplicated messages over time';
	const figure = [...document.querySelectorAll('figure')].find((one) =>
		one.textContent?.includes(caption)
	);
	if (!figure) throw new Error('The page has no growth plot.');
	const restMs = 150;
	return {
		drawn: new Promise((resolve) => {
			let startedAt = 0;
			let first = 0;
			let resting = 0;
			addEventListener(type, ({ timeStamp }) => (startedAt ||= timeStamp), {
				capture: true,
				once: true
			});
			new MutationObserver((_, observer) => {
				if (startedAt === 0) return;
				const last = performance.now() - startedAt;
				first ||= last;
				clearTimeout(resting);
				resting = window.setTimeout(() => {
					observer.disconnect();
					resolve({ firstMs: first, lastMs: last });
				}, restMs);
				// The figure itself may be replaced: what surrounds it is watched.
			}).observe(figure.parentElement ?? figure, {
				subtree: true,
				childList: true,
				attributes: true,
				characterData: true
			});
		})
	};
}

/** An arrow key on the acknowledgement runs the default experiment in full. */
async function warmRunMs(page: Page): Promise<Drawn> {
	const times: Drawn[] = [];
	const group = page
		.getByRole('group', { name: 'Dials' })
		.getByRole('group', { name: 'acknowledgement' });
	for (let turn = 0; turn < repetitions; turn++) {
		await group.getByRole('radio', { checked: true }).focus();
		times.push(await drawnAfter(page, 'keydown', () => page.keyboard.press('ArrowRight')));
		await page.waitForTimeout(500);
	}
	return medianOf(times);
}

function medianOf(times: readonly Drawn[]): Drawn {
	return {
		firstMs: median(times.map(({ firstMs }) => firstMs)),
		lastMs: median(times.map(({ lastMs }) => lastMs))
	};
}

/** The pointer holds the slider and moves it from step to step. */
async function previewMs(page: Page): Promise<Drawn> {
	await turnAcknowledgement(page, 'confirm');
	await page.waitForTimeout(1500);
	const slider = page.getByRole('group', { name: 'Dials' }).getByRole('slider').first();
	const box = await slider.boundingBox();
	if (!box) throw new Error('The slider is not on the page.');
	const y = box.y + box.height / 2;
	const at = (share: number) => box.x + 8 + share * (box.width - 16);
	await page.mouse.move(at(1 / 3), y);
	await page.mouse.down();
	const times: Drawn[] = [];
	for (let turn = 0; turn < repetitions; turn++) {
		const share = turn % 2 === 0 ? 2 / 3 : 1 / 3;
		times.push(await drawnAfter(page, 'input', () => page.mouse.move(at(share), y)));
		await page.waitForTimeout(300);
	}
	await page.mouse.up();
	return medianOf(times);
}

/** The lab's own design with five seeds, from the button to the drawn plot. */
async function sweepSeconds(page: Page): Promise<number> {
	const cell = page
		.locator('section[data-cell]')
		.filter({ has: page.getByRole('button', { name: 'Run cost.ts' }) });
	const editor = cell.getByRole('textbox', { name: 'Code of cost.ts' });
	// The one Monaco of the page comes to the cell that has the focus.
	await editor.focus();
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
