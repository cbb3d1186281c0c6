import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from './site';

export const slug = '01-acknowledgements';
export const allSlugs = [slug, '02-three-brokers'] as const;
const labs = join(import.meta.dirname, '../../labs');

/** The lab's own text of a file, so that these tests change what is really there. */
export function original(path: string, lab: string = slug): string {
	return readFileSync(join(labs, lab, 'start', path), 'utf8');
}

/** The original with one piece replaced, which must be there. */
export function edited(
	path: string,
	piece: string,
	replacement: string,
	lab: string = slug
): string {
	const text = original(path, lab);
	if (!text.includes(piece)) throw new Error(`${path} of ${lab} has no “${piece}” any more.`);
	return text.replace(piece, replacement);
}

/** The lab's page as a learner sees it: by roles, labels and words. */
export class LabPage {
	readonly page: Page;
	readonly #slug: string;

	constructor(page: Page, lab: string = slug) {
		this.page = page;
		this.#slug = lab;
	}

	async open(hash = '') {
		await this.page.goto(`labs/${this.#slug}${hash}`);
		await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
		await this.ready();
	}

	/** The scripts have run and have begun to load what a run needs: the page is the learner's. */
	async ready() {
		await expect(this.page.locator('iframe[src*="sandbox.html"]').first()).toBeAttached();
	}

	cell(file: string): Cell {
		const region = this.page
			.locator('section[data-cell]')
			.filter({ has: this.page.getByRole('button', { name: `Run ${file}` }) });
		return new Cell(this.page, region, file);
	}

	dial(label: string): Locator {
		return this.page.getByRole('group', { name: 'Dials' }).getByRole('group', { name: label });
	}

	async turn(label: string, value: string) {
		// The radio itself is hidden under its label.
		await this.dial(label).getByText(value, { exact: true }).click();
		await expect(this.dial(label).getByRole('radio', { name: value })).toBeChecked();
	}

	figure(caption: string): Locator {
		return this.page.getByRole('figure').filter({ hasText: caption });
	}

	async saved() {
		const saved = this.page.getByText(/Saved on this device, \d/).first();
		await expect(saved).toBeVisible({ timeout: 40_000 });
	}
}

export class Cell {
	readonly region: Locator;
	readonly #page: Page;
	readonly #file: string;

	constructor(page: Page, region: Locator, file: string) {
		this.#page = page;
		this.region = region;
		this.#file = file;
	}

	get runButton(): Locator {
		return this.region.getByRole('button', { name: `Run ${this.#file}` });
	}

	get stopButton(): Locator {
		return this.region.getByRole('button', { name: 'Stop' });
	}

	get editor(): Locator {
		return this.region.getByRole('textbox', { name: `Code of ${this.#file}` });
	}

	/** Goes into the editor and replaces the whole text, as pasting over it would. */
	async write(text: string) {
		await this.enter();
		await this.#page.keyboard.press('ControlOrMeta+a');
		await this.#page.keyboard.insertText(text);
	}

	/** The first step into a cell brings the full editor there. */
	async enter() {
		await this.editor.focus();
		await expect(this.region.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
		await this.editor.focus();
	}

	/** The text, from whichever editor is there; of the full one, as far as it is on the screen. */
	async text(): Promise<string> {
		const plain = this.region.locator('textarea');
		const lines = this.region.locator('.monaco-editor .view-lines');
		await expect(plain.or(lines).first()).toBeVisible();
		if (await lines.isVisible()) return (await lines.innerText()).replace(/\u00a0/g, ' ');
		return plain.first().inputValue();
	}

	async run() {
		await this.runButton.click();
	}

	/** Runs and waits for the digest of the result, or the digests of several. */
	async runToEnd(): Promise<string> {
		await this.run();
		return this.digest();
	}

	async digest(): Promise<string> {
		const summary = this.region.getByText(/digests? [0-9a-f]{4}/);
		await expect(summary).toBeVisible({ timeout: 30_000 });
		return /digests? ([0-9a-f]{4}.*)/.exec(await summary.innerText())?.[1] ?? '';
	}

	/** Shows a file that the cell imports, and replaces its whole text. */
	async writeOther(file: string, text: string) {
		await this.region.getByRole('tab', { name: file }).click();
		const editor = this.region.getByRole('textbox', { name: `Code of ${file}` });
		await editor.focus();
		await expect(this.region.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
		await editor.focus();
		await this.#page.keyboard.press('ControlOrMeta+a');
		await this.#page.keyboard.insertText(text);
	}

	problem(code: string): Locator {
		return this.region.getByRole('listitem').filter({ hasText: code });
	}
}
