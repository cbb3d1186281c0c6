/**
 * Finds a Chromium for the tests and the screenshot, or brings one: a fresh machine needs no step
 * of its own before `npm test`. `node scripts/browser.mjs` prints the path of the one in use.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { asScript, isMain, runTool } from './run.mjs';

const variables = ['BROKER_LAB_CHROMIUM', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'];
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Headless and quiet: no sandbox (tests run as root in CI), and no request of the browser's own. */
export const browserArguments = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/** The browser that is there already, or null. Installs nothing. */
export function findBrowser() {
	for (const variable of variables) {
		const path = process.env[variable];
		if (!path) continue;
		if (starts(path)) return path;
		throw new Error(`browser: ${variable} names ${path}, which does not start as a browser.`);
	}
	return onPath() ?? [chromium.executablePath()].find(starts) ?? null;
}

/** The browser to use; when there is none, Debian's or Playwright's is installed first. */
export function provideBrowser() {
	const found = findBrowser();
	if (found) return found;
	installFromDebian();
	const installed = onPath();
	if (installed) return installed;
	downloadFromPlaywright();
	const downloaded = findBrowser();
	if (downloaded) return downloaded;
	throw new Error(
		`browser: no Chromium found, and none could be installed. Install Chromium or Chrome, or set ${variables[0]} to its path.`
	);
}

/** For scripts; Playwright's tests launch their own, by `playwright.config.ts`. */
export function launchBrowser() {
	return chromium.launch({ executablePath: provideBrowser(), args: browserArguments });
}

function onPath() {
	const folders = (process.env.PATH ?? '').split(delimiter);
	const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
	return candidates.find(starts) ?? null;
}

/**
 * Some systems put a stub on the PATH that only says how to install the browser; a real one prints
 * its version.
 *
 * @param {string} path
 */
function starts(path) {
	if (!path || !existsSync(path)) return false;
	const asked = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
	return asked.status === 0 && /chrom/i.test(asked.stdout);
}

function installFromDebian() {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
	console.error("browser: none found; installing Debian's chromium with apt-get …");
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
		// A failure is not the end: Playwright's download is tried next.
		spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 2, 2], env });
	}
}

function downloadFromPlaywright() {
	console.error("browser: none found; downloading Playwright's chromium …");
	try {
		runTool('@playwright/test/cli.js', ['install', 'chromium']);
	} catch {
		// provideBrowser says in one line what to do.
	}
}

if (isMain(import.meta.url)) await asScript(() => console.log(provideBrowser()));
