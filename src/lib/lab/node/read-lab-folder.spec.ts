import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseLab, parseLabDocument, serializeLab } from '../parse';
import { listLabs, readLabFolder } from './read-lab-folder';

const english = `---
title: A lab
summary: For the tests.
broker: rabbitmq
minutes: 5
dials:
  - { name: ack, label: acknowledgement, kind: choice, values: [none, confirm] }
---

## Try

::code{file=experiment.ts title="Try"}

:::question{id=q kind=choice}
Why?

- [x] So.
- [ ] No.
:::
`;

const chinese = english
	.replace('title: A lab', 'title: 一个实验')
	.replace('label: acknowledgement', 'label: 确认')
	.replace('## Try', '## 试一试\n\n更多的话。')
	.replace('Why?', '为什么？')
	.replace('So.', '因此。');

const folders: string[] = [];
afterEach(async () => {
	for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folderOf(texts: Record<string, string>): Promise<string> {
	const root = await mkdtemp(join(tmpdir(), 'broker-lab-'));
	folders.push(root);
	const folder = join(root, '01-test');
	for (const [path, text] of Object.entries(texts)) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), text);
	}
	return folder;
}

describe('readLabFolder', () => {
	it('reads text, files and checks', async () => {
		const folder = await folderOf({
			'lab.md': english,
			'start/experiment.ts': 'start',
			'solution/experiment.ts': 'solved',
			'check.ts': 'checks',
			'.DS_Store': 'x'
		});
		expect(await readLabFolder(folder)).toMatchObject({
			ok: true,
			value: {
				slug: '01-test',
				title: 'A lab',
				language: 'en',
				files: [{ path: 'experiment.ts', start: 'start', solution: 'solved' }],
				check: 'checks'
			}
		});
		expect(await listLabs(dirname(folder))).toEqual([folder]);
	});

	it('names the file in its folder when something is wrong', async () => {
		const folder = await folderOf({ 'lab.md': english });
		expect(await readLabFolder(folder)).toMatchObject({
			ok: false,
			problems: [{ code: 'lab-file-file-missing', file: join(folder, 'lab.md'), line: 12 }]
		});
		expect(await readLabFolder(join(folder, 'nothing'))).toMatchObject({
			ok: false,
			problems: [{ code: 'lab-file-folder-missing' }]
		});
	});

	it('reads a translation where there is one', async () => {
		const folder = await folderOf({
			'lab.md': english,
			'lab.zh-cn.md': chinese,
			'start/experiment.ts': ''
		});
		expect(await readLabFolder(folder, 'zh-cn')).toMatchObject({
			ok: true,
			value: { title: '一个实验', language: 'zh-cn', sections: [{ id: '试一试' }] }
		});
		expect(await readLabFolder(folder, 'de')).toMatchObject({
			ok: true,
			value: { title: 'A lab', language: 'en' }
		});
	});

	it('refuses a translation that differs in more than words', async () => {
		const changed = chinese.replace('none, confirm', 'none, tx').replace('id=q', 'id=r');
		const folder = await folderOf({
			'lab.md': english,
			'lab.zh-cn.md': changed,
			'start/experiment.ts': ''
		});
		const result = await readLabFolder(folder, 'zh-cn');
		expect(result.ok ? [] : result.problems.map(({ path, value }) => [path, value])).toEqual([
			['dials.0.values.1', 'tx'],
			['sections.0.1.id', 'r']
		]);
	});
});

describe('the labs of this site', async () => {
	const labs = await listLabs('labs');

	it('are there', () => expect(labs.length).toBeGreaterThan(0));

	it.each(labs)('%s parses, and its written form is the same lab', async (folder) => {
		const read = await readLabFolder(folder);
		expect(read).toMatchObject({ ok: true });
		if (!read.ok) return;
		const { slug, files, check } = read.value;
		const texts = files.flatMap(({ path, start, solution }) => [
			[`start/${path}`, start],
			...(solution === null ? [] : [[`solution/${path}`, solution]])
		]);
		const text = await readFile(join(folder, 'lab.md'), 'utf8');
		const again = parseLab({
			slug,
			markdown: serializeLab(parseLabDocument(text)),
			files: Object.fromEntries(check === null ? texts : [...texts, ['check.ts', check]])
		});
		expect(again).toEqual(read);
	});
});
