import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Lab, LabSource } from '../model';
import { parseLab } from './parse';

const header = `title: A lab
summary: For the tests.
broker: rabbitmq
minutes: 5
dials:
  - { name: batch, label: Batch, kind: steps, values: [1, 10, 100] }`;

const files = {
	'start/experiment.ts': 'export default 1;\n',
	'start/parts/helper.ts': 'export const helped = true;\n',
	'solution/experiment.ts': 'export default 2;\n',
	'check.ts':
		'export const checks = { holds: judge, "holds-too": judge, fair() {}, good: judge };\n'
};

/** The body begins on line 10. */
const source = (body: string, yaml = header): LabSource => ({
	slug: '01-test',
	markdown: `---\n${yaml}\n---\n\n${body}\n`,
	files
});

function lab(from: LabSource): Lab {
	const result = parseLab(from);
	if (!result.ok) throw new Error(result.problems.map(({ text }) => text).join('\n'));
	return result.value;
}

const blocks = (body: string): Block[] =>
	lab(source(body)).sections.flatMap((section) => section.blocks);

function problems(from: LabSource) {
	const result = parseLab(from);
	return result.ok ? [] : result.problems;
}

describe('parseLab', () => {
	it('reads the example of docs/lab-format.md', () => {
		const text = readFileSync('docs/lab-format.md', 'utf8');
		const markdown = /```markdown\n([^]*?)\n```/.exec(text)?.[1] ?? '';
		const found = lab({ slug: '07-prefetch', markdown, files });
		expect(found).toMatchObject({
			slug: '07-prefetch',
			title: 'How far ahead may a consumer read?',
			brokers: ['rabbitmq'],
			minutes: 10,
			version: 1,
			seed: 1,
			language: 'en',
			check: files['check.ts']
		});
		expect(found.dials).toEqual([
			{
				name: 'prefetch',
				label: 'prefetch',
				unit: 'messages',
				kind: 'steps',
				values: [1, 10, 100],
				default: 100
			},
			{
				name: 'ack',
				label: 'acknowledgement',
				unit: null,
				kind: 'choice',
				values: ['manual', 'automatic'],
				default: 'manual'
			},
			{
				name: 'slow',
				label: 'one consumer is slow',
				unit: null,
				kind: 'switch',
				values: [false, true],
				default: true
			}
		]);
		expect(found.sections.map(({ id, title }) => [id, title])).toEqual([
			['introduction', null],
			['predict', 'Predict'],
			['try-it', 'Try it'],
			['check-yourself', 'Check yourself']
		]);
		expect(found.sections.map((section) => section.blocks.map(({ type }) => type))).toEqual([
			['prose'],
			['prose', 'note', 'predict'],
			['code', 'dials', 'chart', 'question'],
			['check', 'hint', 'solution']
		]);
	});

	it('gives each file its start and its solution', () => {
		expect(lab(source('Words.')).files).toEqual([
			{ path: 'experiment.ts', start: 'export default 1;\n', solution: 'export default 2;\n' },
			{ path: 'parts/helper.ts', start: 'export const helped = true;\n', solution: null }
		]);
	});

	it('reads every kind of block', () => {
		expect(
			blocks(`
::code{file=experiment.ts}

::code{file=parts/helper.ts title="Parts" run=false}

::code{file=experiment.ts id=again}

::dials{names="batch"}

::chart[What *happened*]{cell=again type=growth index=2}

::chart{cell=again type=growth}

::check[It holds]{id=holds}

::check{id=holds-too title="It holds, too"}

:::hint{id=first}
Try \`10\`.
:::

:::solution{file=experiment.ts}
So.
:::

:::verdict{claim="Nothing is lost." cell=experiment check=holds}
Well.
:::

::verdict{claim="It is fast."}
`)
		).toEqual([
			{ type: 'code', id: 'experiment', file: 'experiment.ts', title: null, run: true },
			{ type: 'code', id: 'parts-helper', file: 'parts/helper.ts', title: 'Parts', run: false },
			{ type: 'code', id: 'again', file: 'experiment.ts', title: null, run: true },
			{ type: 'dials', names: ['batch'] },
			{
				type: 'chart',
				id: 'again-growth-1',
				cell: 'again',
				chart: 'growth',
				index: 2,
				caption: 'What happened'
			},
			{
				type: 'chart',
				id: 'again-growth-2',
				cell: 'again',
				chart: 'growth',
				index: 0,
				caption: null
			},
			{ type: 'check', id: 'holds', title: 'It holds' },
			{ type: 'check', id: 'holds-too', title: 'It holds, too' },
			{ type: 'hint', id: 'first', html: '<p>Try <code>10</code>.</p>' },
			{ type: 'solution', file: 'experiment.ts', html: '<p>So.</p>' },
			{
				type: 'verdict',
				id: 'verdict-1',
				claim: 'Nothing is lost.',
				cell: 'experiment',
				check: 'holds',
				html: '<p>Well.</p>'
			},
			{
				type: 'verdict',
				id: 'verdict-2',
				claim: 'It is fast.',
				cell: null,
				check: null,
				html: ''
			}
		]);
	});

	it('reads every kind of exercise', () => {
		const cell = '\n\n::code{file=experiment.ts}';
		const [choice, magnitude, curve, several, number, text] = blocks(`
:::predict{id=a kind=choice cell=experiment}
Which?

- this
- [x] that
:::

:::predict{id=b kind=magnitude figure=totals.lost from=1 to=1000 unit=messages}
How many?
:::

:::predict{id=c kind=curve x="1,2.5,1e3" xLabel=batch yLabel="per second" yMax=500}
Draw.
:::

:::question{id=d kind=choice}
First a list:

- of facts

Then the choices:

- [x] one
- [ ] \`two\`, or **both**

  Not two.
- [x] three

> Because.
:::

:::question{id=e kind=number answer=-2.5 tolerance=0.1 unit=ms}
How long?
:::

:::question{id=f kind=text accept="Ack | acknowledgement"}
Its name?
:::${cell}`);
		expect(choice).toMatchObject({
			type: 'predict',
			kind: 'choice',
			cell: 'experiment',
			html: '<p>Which?</p>',
			choices: [
				{ html: 'this', correct: false, feedback: null },
				{ html: 'that', correct: true, feedback: null }
			]
		});
		expect(magnitude).toMatchObject({ figure: 'totals.lost', from: 1, to: 1000, unit: 'messages' });
		expect(curve).toMatchObject({ x: [1, 2.5, 1000], xLabel: 'batch', yMax: 500, cell: null });
		expect(several).toEqual({
			type: 'question',
			kind: 'choice',
			id: 'd',
			html: '<p>First a list:</p>\n<ul>\n<li>of facts</li>\n</ul>\n<p>Then the choices:</p>',
			explanation: '<p>Because.</p>',
			choices: [
				{ html: 'one', correct: true, feedback: null },
				{
					html: '<code>two</code>, or <strong>both</strong>',
					correct: false,
					feedback: '<p>Not two.</p>'
				},
				{ html: 'three', correct: true, feedback: null }
			]
		});
		expect(number).toMatchObject({ answer: -2.5, tolerance: 0.1, unit: 'ms', explanation: null });
		expect(text).toMatchObject({ kind: 'text', accept: ['Ack', 'acknowledgement'] });
	});

	it('gives anchors in any script, each once', () => {
		const { sections } = lab(source('## 预测：一次\n\n## Mirrors!\n\n## Mirrors?\n\n## …\n'));
		expect(sections.map(({ id }) => id)).toEqual(['预测-一次', 'mirrors', 'mirrors-2', 'section']);
	});

	it('reads text with Windows line ends and a byte order mark alike', () => {
		const unix = source('## One\n\n:::hint{id=a}\nWords.\n:::');
		const windows = { ...unix, markdown: `\uFEFF${unix.markdown.replaceAll('\n', '\r\n')}` };
		expect(lab(windows)).toEqual(lab(unix));
	});
});

describe('prose', () => {
	const html = (body: string) => blocks(body).map((block) => ('html' in block ? block.html : ''));

	it('keeps colons as they are', () => {
		expect(html('At 10:30, `acks`:all, acks:all[0] and a::b.')).toEqual([
			'<p>At 10:30, <code>acks</code>:all, acks:all[0] and a::b.</p>'
		]);
	});

	it('has tables, lists, emphasis and code', () => {
		const [found] = html('| a | b |\n|--|-:|\n| 1 | *2* |\n\n1. x\n\n```ts\nconst a = 1;\n```');
		expect(found).toContain('<td align="right"><em>2</em></td>');
		expect(found).toContain('<ol>\n<li>x</li>\n</ol>');
		expect(found).toContain('<code class="language-ts">const a = 1;');
	});

	it('finds the target of a reference wherever it stands', () => {
		expect(html('[there][x]\n\n:::note{term=X}\n[here][x]\n:::\n\n[x]: /labs/\n')).toEqual([
			'<p><a href="/labs/">there</a></p>',
			'<p><a href="/labs/">here</a></p>'
		]);
	});

	it('marks links that lead outside, and no others', () => {
		expect(html('[a](https://example.org/) [b](#mirrors) [c](../02/)')).toEqual([
			'<p><a href="https://example.org/" rel="external noopener noreferrer">a</a>' +
				' <a href="#mirrors">b</a> <a href="../02/">c</a></p>'
		]);
	});

	it('carries no script, whatever the author wrote', () => {
		const hostile = [
			'[a](javascript:alert(1))',
			'[a](data:text/html,x)',
			'`<script>`',
			'[<](vbscript:x)'
		];
		for (const text of hostile) {
			const [found = ''] = html(text);
			expect(found).not.toMatch(/<script|href="(javascript|data|vbscript)/i);
		}
	});

	it('drops comments', () => {
		expect(html('One.\n\n<!-- to do:\nmore -->\n\nTwo.')).toEqual(['<p>One.</p>\n<p>Two.</p>']);
	});
});

describe('what is wrong is said, with its line', () => {
	const inBody: [string, string, number, string][] = [
		['directive-unknown', '::cod{file=experiment.ts}', 10, '::cod'],
		['directive-unknown', 'x\n\n:::warning\nCareful.\n:::', 12, ':::warning'],
		['directive-form', ':::code{file=experiment.ts}\n:::', 10, ':::code'],
		['directive-form', '::hint[Ask]{id=a}', 10, '::hint'],
		['directive-malformed', 'x\n:code{file=experiment.ts}', 11, ':code{file=experiment.ts}'],
		['directive-malformed', '::code{file="experiment.ts}', 10, '::code{file="experiment.ts}'],
		['directive-malformed', ':::question{id=a kind=text}\nx\n\n> y\n> :::\n\n:::', 14, '> :::'],
		['directive-open', '## A\n\n:::hint{id=a}\nNever closed.', 12, ':::hint'],
		['directive-nested', '> ::dials{names=batch}', 10, '::dials'],
		['directive-nested', '::::hint{id=a}\n:::note{term=b}\nc\n:::\n::::', 11, ':::note'],
		['attribute-unknown', '::code{file=experiment.ts colour=red}', 10, 'colour'],
		['attribute-unknown', '::dials{.wide names=batch}', 10, 'class'],
		['attribute-wrong', '::code{file=experiment.ts run=perhaps}', 10, 'perhaps'],
		['attribute-wrong', ':::hint{id="Not good"}\nx\n:::', 10, 'Not good'],
		['attribute-wrong', ':::predict{id=a kind=guess}\nx\n\n- a\n- b\n:::', 10, 'guess'],
		['attribute-wrong', ':::question{id=a kind=number answer=0x10}\nx\n:::', 10, '0x10'],
		['attribute-wrong', ':::question{id=a kind=text accept="a|"}\nx\n:::', 10, 'a|'],
		['id-twice', ':::hint{id=a}\nx\n:::\n\n:::hint{id=a}\ny\n:::', 14, 'a'],
		['id-twice', '::code{file=experiment.ts}\n\n::code{file=experiment.ts}', 12, 'experiment'],
		['body-missing', ':::hint{id=a}\n:::', 10, ':::hint'],
		['choices-missing', ':::predict{id=a kind=choice}\nx\n\n- one\n:::', 10, ':::predict'],
		['choice-correct', ':::question{id=a kind=choice}\nx\n\n- a\n- b\n:::', 10, 'a'],
		['file-missing', '::code{file=other.ts}', 10, 'start/other.ts'],
		['file-missing', '::solution{file=parts/helper.ts}', 10, 'solution/parts/helper.ts'],
		['cell-unknown', '::chart{cell=nothing type=growth}', 10, 'nothing'],
		['cell-unknown', ':::verdict{claim=x cell=nothing}\nx\n:::', 10, 'nothing'],
		['dial-unknown', '::dials{names="batch speed"}', 10, 'speed'],
		['html', 'Some <b>bold</b>', 10, '<b>'],
		['html', '<script>alert(1)</script>', 10, '<script>alert(1)</script>'],
		['image', 'x\n\n![cat](https://example.org/cat.png)', 12, '![cat](https://example.org/cat.png)']
	];

	it.each(inBody)('%s: %s', (code, body, line, value) => {
		expect(problems(source(body))).toContainEqual(
			expect.objectContaining({ code: `lab-file-${code}`, file: 'lab.md', line, value })
		);
	});

	it('for a missing attribute, and a heading and a footnote that do not belong', () => {
		const codes = (body: string) => problems(source(body)).map(({ code, path }) => [code, path]);
		expect(codes('::check[Good]')).toContainEqual(['lab-file-attribute-missing', 'id']);
		expect(codes('::check{id=good}')).toContainEqual(['lab-file-attribute-missing', 'title']);
		expect(codes('::chart{type=line}')).toContainEqual(['lab-file-attribute-missing', 'cell']);
		expect(codes('# Title')).toEqual([['lab-file-heading', undefined]]);
		expect(codes('x[^1]\n\n[^1]: y')).toEqual([['lab-file-footnote', undefined]]);
	});

	const inHeader: [string, string, number, object][] = [
		['header-syntax', `${header}\n  bad: [`, 8, {}],
		['header-unknown', `${header}\nauthor: me`, 8, { path: 'author' }],
		['header-unknown', header.replace('label', 'tag'), 7, { path: 'dials.0.tag' }],
		['header-wrong', header.replace('title: A lab', 'seed: 2'), 2, { path: 'title' }],
		['header-wrong', header.replace('minutes: 5', 'minutes: many'), 5, { value: '"many"' }],
		['header-wrong', header.replace('rabbitmq', 'pigeon'), 4, { value: '"pigeon"' }],
		['header-wrong', 'just words', 2, { path: 'everything' }],
		['format-newer', `${header}\nformat: 9`, 1, { value: '9' }],
		['dial-twice', `${header}\n${header.split('\n')[5]}`, 8, { value: 'batch' }],
		['dial-default', header.replace('100]', '100], default: 7'), 7, { value: '7' }],
		['dial-values', header.replace('1, 10, 100', '1, 10, 10'), 7, { value: 'batch' }],
		['dial-values', header.replace('steps', 'switch'), 7, { value: 'batch' }]
	];

	it.each(inHeader)('%s in the front matter', (code, yaml, line, rest) => {
		expect(problems(source('Words.', yaml))).toContainEqual(
			expect.objectContaining({ code: `lab-file-${code}`, file: 'lab.md', line, ...rest })
		);
	});

	it('for a lab without front matter, without a good name, too long, or with foreign files', () => {
		const codes = (changed: Partial<LabSource>) =>
			problems({ ...source('Words.'), ...changed }).map(({ code, file }) => [code, file]);
		expect(codes({ markdown: '# Hello' })).toEqual([['lab-file-header-missing', 'lab.md']]);
		expect(codes({ slug: '../up' })).toEqual([['lab-file-slug-wrong', 'lab.md']]);
		expect(codes({ markdown: 'x'.repeat(300_000) })).toEqual([['lab-file-too-long', 'lab.md']]);
		expect(codes({ files: { ...files, 'strat/x.ts': '' } })).toEqual([
			['lab-file-file-unexpected', 'strat/x.ts']
		]);
		expect(codes({ files: { ...files, 'solution/new.ts': '' } })).toEqual([
			['lab-file-file-unexpected', 'solution/new.ts']
		]);
	});

	it('for checks that check.ts does not have', () => {
		const check = `export const checks = { good: () => 1, async 'well-kept'() {} }; // not: bad`;
		const found = (id: string) =>
			problems({
				...source(`::check[Good]{id=${id}}`),
				files: { ...files, 'check.ts': check }
			}).map(({ code }) => code);
		expect(found('bad')).toEqual(['lab-file-check-unknown']);
		expect(found('kept')).toEqual(['lab-file-check-unknown']);
		const kept = lab({
			...source('::check[Good]{id=good}\n\n::check[Kept]{id=well-kept}'),
			files: { ...files, 'check.ts': check }
		});
		expect(kept.sections[0]?.blocks).toHaveLength(2);
	});

	it('for checks without a check.ts', () => {
		const { 'check.ts': _gone, ...others } = files;
		const found = problems({ ...source('::check[Good]{id=good}'), files: others });
		expect(found.map(({ code }) => code)).toEqual(['lab-file-check-missing']);
	});

	it('all of it at once', () => {
		const found = problems(
			source('# A\n\n::cod\n\n::dials{names=speed}\n\n::chart{cell=x type=pie}')
		);
		expect(found.map(({ line }) => line)).toEqual([10, 12, 14, 16, 16]);
	});

	it('in the name of the file that was read', () => {
		const found = problems({ ...source('::cod'), name: 'lab.zh-cn.md' });
		expect(found[0]?.file).toBe('lab.zh-cn.md');
	});

	it('and a bomb of YAML aliases is refused', () => {
		const bomb = `${header}\na: &a [1,1,1]\nb: &b [*a,*a,*a]\nseed: [*b,*b]`;
		expect(problems(source('x', bomb)).map(({ code }) => code)).toEqual(['lab-file-header-syntax']);
	});

	it('and nothing ever throws', () => {
		const piece = fc.oneof(
			fc.constantFrom('::', ':::', '---', '{', '}', '[', ']', '\n', '\n\n', '- ', '> ', '"', '`'),
			fc.constantFrom('\n\n::code{', '\n\n:::hint{id=a}\n', '\n\n::unknown\n\n'),
			fc.constantFrom('code', 'chart', 'predict', 'question', 'id=a', 'kind=choice', 'cell=a'),
			fc.string({ maxLength: 5, unit: 'binary' })
		);
		let refused = 0;
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
				const text = pieces.join('');
				const [inBody, whole] = [
					parseLab(source(text)),
					parseLab({ ...source(''), markdown: text })
				];
				expect(whole.ok).toBe(false);
				if (!inBody.ok) refused++;
			}),
			{ numRuns: 100 }
		);
		expect(refused).toBeGreaterThan(20);
	}, 60_000);
});
