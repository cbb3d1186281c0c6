import { LabPage } from './lab-page';
import { expect, test } from './site';

const experiment = (inside: string) => `import { experiment, rabbitmq } from 'lab';

export default experiment({
	broker: rabbitmq({ nodes: 1 }),
	${inside}
});
`;

test('a syntax error is shown at its line, and its place leads there', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	await cell.write(experiment('producers: { messages: 10 '));
	await cell.run();
	const problem = cell.problem('code-syntax');
	await expect(problem).toBeVisible();
	await problem.getByRole('button', { name: /^experiment\.ts, line [56]$/ }).click();
	await expect(cell.editor).toBeFocused();
});

test('a wrong setting names its path, its value and what is allowed', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	await cell.write(experiment('producers: { messages: 10, batch: -3 }'));
	await cell.run();
	const problem = cell.problem('setting-wrong');
	await expect(problem).toContainText('producers.batch');
	await expect(problem).toContainText('-3');
	await expect(problem.getByRole('button', { name: /^experiment\.ts, line \d+$/ })).toBeVisible();
});

test('an error that the code throws points to the line that threw it', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	await cell.write(`const limit: number = 3;\n\nthrow new Error(\`over \${limit}\`);\n`);
	await cell.run();
	const problem = cell.problem('code-thrown');
	await expect(problem).toContainText('over 3');
	await expect(problem.getByRole('button', { name: 'experiment.ts, line 3' })).toBeVisible();
});

test('an endless loop ends at once by Stop, and the page runs on', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	await cell.write('while (true);\n');
	await cell.run();
	await cell.stopButton.click();
	await expect(cell.region.getByText('Stopped by you.')).toBeVisible({ timeout: 15_000 });

	await cell.write(experiment('producers: { messages: 50 }'));
	await cell.runToEnd();
	await expect(cell.region.getByText(/^50 messages/)).toBeVisible();
});

test('an endless loop ends by itself at the time limit', async ({ page }) => {
	const lab = new LabPage(page);
	await lab.open();
	const cell = lab.cell('experiment.ts');
	await cell.write('for (;;) await Promise.resolve();\n');
	await cell.run();
	await expect(cell.region.getByText(/^Stopped by the page:/)).toBeVisible({ timeout: 45_000 });
	await expect(cell.stopButton).toBeHidden();
});

test.describe('code from a stranger', () => {
	// The browser says in the console what the sandbox refused.
	test.use({ allowedTrouble: /policy|refused| csp$/i });

	test('cannot reach the network, the store or the page', async ({ page }) => {
		const lab = new LabPage(page);
		await lab.open();
		const cell = lab.cell('experiment.ts');
		await cell.write(`import { show } from 'lab';

const tried: string[] = [];
async function attempt(name: string, action: () => unknown) {
	try {
		await action();
		tried.push(\`\${name} worked\`);
	} catch {
		tried.push(\`\${name} refused\`);
	}
}
const all = globalThis as unknown as Record<string, any>;
await attempt('fetch', () => all.fetch('${page.url()}'));
await attempt('store', () => new Promise((resolve, reject) => {
	const request = all.indexedDB.open('broker-lab');
	request.onsuccess = resolve;
	request.onerror = reject;
}));
await attempt('page', () => all.parent.document.title.length);
await attempt('script', () => all.importScripts('${page.url()}'));
console.log(tried.join(', '));
`);
		await cell.run();
		const printed = page.getByRole('region', { name: 'What the code printed' });
		await expect(printed).toHaveText('fetch refused, store refused, page refused, script refused');
	});
});
