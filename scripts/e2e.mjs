/** Runs Playwright on the built site, with the browser that browser.mjs finds or brings. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { provideBrowser } from './browser.mjs';
import { buildIfNeeded } from './build.mjs';
import { asScript, root } from './run.mjs';

await asScript(async () => {
	const browser = provideBrowser();
	await buildIfNeeded();
	const cli = join(root, 'node_modules/@playwright/test/cli.js');
	const done = spawnSync(process.execPath, [cli, 'test', ...process.argv.slice(2)], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, BROKER_LAB_CHROMIUM: browser }
	});
	process.exitCode = done.status ?? 1;
});
