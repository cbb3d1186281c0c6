import { expect, test } from 'vitest';
import { checkCatalogue, checkProblems } from './catalogue';
import type { Source } from './source';

const english = { path: 'messages/en/ui.json', text: '{ "ui_run": "Run {name}" }' };
const use = { path: 'src/lib/ui/Button.svelte', text: "{m.ui_run({ name: 'it' })}" };

test('a catalogue in which all is used passes', () => {
	const german = { path: 'messages/de/ui.json', text: '{ "ui_run": "{name} ausführen" }' };
	expect(checkCatalogue([english, german, use])).toEqual([]);
});

test.each<[string, Source[], string]>([
	['unused', [english], 'used nowhere'],
	[
		'missing',
		[english, use, { path: 'src/lib/ui/a.ts', text: 'm.ui_stop()' }],
		'messages/en has not'
	],
	['foreign', [use, { ...english, path: 'messages/en/plot.json' }], 'begin with plot_'],
	['untranslated', [english, use, { path: 'messages/de/ui.json', text: '{}' }], 'has no ui_run'],
	[
		'not in English',
		[english, use, { path: 'messages/de/ui.json', text: '{ "ui_run": "{name}", "ui_x": "X" }' }],
		'is not in English'
	],
	[
		'translated without its placeholder',
		[english, use, { path: 'messages/de/ui.json', text: '{ "ui_run": "Los" }' }],
		'{name}'
	]
])('a text that is %s is complained about', (_, sources, complaint) => {
	expect(checkCatalogue(sources)).toEqual([expect.stringContaining(complaint)]);
});

const problems = {
	path: 'src/lib/messages/problems/link.ts',
	text: "export function linkTooLong() { return { code: 'link-too-long' }; }"
};
const thrower = { path: 'src/lib/share/codec.ts', text: 'linkTooLong()' };

test('a problem that is used passes', () => {
	expect(checkProblems([problems, thrower])).toEqual([]);
});

test.each<[string, Source[], string]>([
	['used nowhere', [problems], 'linkTooLong is used nowhere'],
	[
		'used by its test alone',
		[problems, { path: 'src/lib/share/codec.spec.ts', text: 'linkTooLong()' }],
		'linkTooLong is used nowhere'
	],
	[
		'there twice',
		[problems, thrower, { ...problems, path: 'src/lib/messages/problems/a.ts' }],
		'also in'
	],
	[
		'wrongly coded',
		[thrower, { ...problems, text: problems.text.replace('link-too-long', 'LinkLong') }],
		'kebab-case'
	]
])('a problem that is %s is complained about', (_, sources, complaint) => {
	expect(checkProblems(sources)).toEqual([expect.stringContaining(complaint)]);
});
