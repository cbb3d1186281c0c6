import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLabDocument, serializeLab, type LabDocument, type LabPart } from './document';
import { upgradeDocument, type Upgrade } from './upgrade';

const roundTrip = (document: LabDocument) => parseLabDocument(serializeLab(document));

describe('serializeLab', () => {
	it('writes what parseLabDocument reads', () => {
		const text = `---
title: A lab
---

Prose, with a list:

- one

  two

## A heading

::chart[What *happened*]{cell=a type=line}

:::question{id=q kind=choice claim="say &quot;yes&quot; &amp; go" run}
Which?

- [x] one
:::
`;
		const document = parseLabDocument(text);
		expect(document).toEqual({
			header: 'title: A lab',
			parts: [
				{
					kind: 'markdown',
					markdown: 'Prose, with a list:\n\n- one\n\n  two\n\n## A heading'
				},
				{
					kind: 'directive',
					name: 'chart',
					label: 'What *happened*',
					attributes: { cell: 'a', type: 'line' },
					body: null
				},
				{
					kind: 'directive',
					name: 'question',
					label: null,
					attributes: { id: 'q', kind: 'choice', claim: 'say "yes" & go', run: '' },
					body: 'Which?\n\n- [x] one'
				}
			]
		});
		expect(serializeLab(document)).toBe(text);
	});

	it.each(['docs/lab-format.md', 'labs/01-acknowledgements/lab.md'])(
		'does not change what %s means',
		(path) => {
			const text = readFileSync(path, 'utf8');
			const markdown = path.startsWith('docs')
				? (/```markdown\n([^]*?)\n```/.exec(text)?.[1] ?? '')
				: text;
			const document = parseLabDocument(markdown);
			expect(document.parts.length).toBeGreaterThan(5);
			expect(roundTrip(document)).toEqual(document);
			expect(serializeLab(roundTrip(document))).toBe(serializeLab(document));
		}
	);

	it('lengthens the fence when the body shows a directive', () => {
		const body = '```\n:::hint{id=a}\nWords.\n:::\n```';
		const part: LabPart = { kind: 'directive', name: 'note', label: null, attributes: {}, body };
		const document = { header: 'title: A', parts: [part] };
		expect(serializeLab(document)).toContain('\n::::note\n');
		expect(roundTrip(document)).toEqual(document);
	});

	it('gives back any document', () => {
		const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
		const words = fc.stringMatching(/^[a-zé预“][a-zé预“ .,!*]{0,20}[a-z]$/);
		const markdown = fc
			.array(
				fc.oneof(
					words,
					words.map((text) => `- ${text}`)
				),
				{ minLength: 1, maxLength: 3 }
			)
			.map((paragraphs) => paragraphs.join('\n\n'));
		const value = fc.string({ maxLength: 12 }).filter((text) => !text.includes('\n'));
		const directive = fc.record({
			kind: fc.constant('directive' as const),
			name,
			label: fc.option(words),
			attributes: fc.dictionary(
				name.filter((key) => key !== 'class' && key !== 'id'),
				value,
				{ noNullPrototype: true, maxKeys: 4 }
			),
			body: fc.option(fc.oneof(markdown, fc.constant('')))
		});
		// Two texts in a row are one text once written, so only directives repeat.
		const parts = fc.array(directive, { maxLength: 4 }).chain((directives) =>
			fc.option(markdown).map((text): LabPart[] => {
				return text === null ? directives : [...directives, { kind: 'markdown', markdown: text }];
			})
		);
		fc.assert(
			fc.property(parts, (made) => {
				const document = { header: 'title: A', parts: made };
				expect(roundTrip(document)).toEqual(document);
			})
		);
	});
});

describe('upgradeDocument', () => {
	const rename: Upgrade = ({ header, parts }) => ({ header: `${header}\nrenamed: true`, parts });
	const again: Upgrade = ({ header, parts }) => ({ header: `${header}\nagain: true`, parts });
	const old: LabDocument = { header: 'title: A', parts: [] };

	it('takes every step from the format of the lab on, in order', () => {
		const headerFrom = (format: number) => upgradeDocument(old, format, [rename, again]).header;
		expect(headerFrom(1)).toBe('title: A\nrenamed: true\nagain: true');
		expect(headerFrom(2)).toBe('title: A\nagain: true');
		expect(headerFrom(3)).toBe('title: A');
	});
});
