import {
	labFileBodyMissing,
	labFileCheckMissing,
	labFileCheckUnknown,
	labFileDialUnknown,
	labFileDirectiveForm,
	labFileFileMissing,
	m,
	labFileAttributeWrong
} from '#lib/messages';
import { chartKinds, type Block, type CodeBlock } from '../model';
import { Attributes } from './attributes';
import { asBlockId, asCellId, idPattern, type LabContext } from './context';
import { bodyOf, readPredict, readQuestion } from './exercises';
import { plainText, type Directive } from './syntax';

interface DirectiveReader {
	/** `leaf`: `::name`; `container`: `:::name … :::`. */
	forms: readonly Form[];
	read(node: Directive, attributes: Attributes, context: LabContext): Block;
}

type Form = 'leaf' | 'container';

const readers: ReadonlyMap<string, DirectiveReader> = new Map<string, DirectiveReader>([
	['code', { forms: ['leaf'], read: readCode }],
	['dials', { forms: ['leaf'], read: readDials }],
	['chart', { forms: ['leaf'], read: readChart }],
	['predict', { forms: ['container'], read: readPredict }],
	['question', { forms: ['container'], read: readQuestion }],
	['check', { forms: ['leaf'], read: readCheck }],
	['hint', { forms: ['container'], read: readHint }],
	['solution', { forms: ['leaf', 'container'], read: readSolution }],
	['note', { forms: ['container'], read: readNote }],
	['verdict', { forms: ['leaf', 'container'], read: readVerdict }]
]);

export const directiveNames: readonly string[] = [...readers.keys()];

/** The block that a directive stands for; null when there is no such directive. */
export function readBlock(node: Directive, context: LabContext): Block | null {
	const reader = readers.get(node.name);
	if (!reader) return null;
	const attributes = new Attributes(node, context);
	if (!reader.forms.includes(node.type === 'leafDirective' ? 'leaf' : 'container')) {
		const allowed = reader.forms.includes('leaf') ? `::${node.name}` : `:::${node.name} … :::`;
		context.report(labFileDirectiveForm(attributes.place, attributes.directive, allowed));
	}
	const block = reader.read(node, attributes, context);
	attributes.reportUnknown();
	return block;
}

function readCode(_node: Directive, attributes: Attributes, context: LabContext): CodeBlock {
	const file = attributes.required('file');
	if (file !== '' && context.files[`start/${file}`] === undefined) {
		reportMissing(file, 'start/', attributes, context);
	}
	// `lib/helper.ts` shows as cell `lib-helper` unless it says otherwise.
	const derived = file
		.replace(/\.ts$/, '')
		.replace(/[^A-Za-z0-9]+/g, '-')
		.toLowerCase();
	const id = attributes.id(asBlockId(idPattern.test(derived) ? derived : context.freeId('cell')));
	const title = attributes.text('title');
	return { type: 'code', id: asCellId(id), file, title, run: attributes.flag('run', true) };
}

function readDials(_node: Directive, attributes: Attributes, context: LabContext): Block {
	const names = attributes.required('names').split(/[\s,]+/);
	const known = context.dials.map((dial) => dial.name);
	for (const name of names) {
		if (name === '' || known.includes(name)) continue;
		context.report(labFileDialUnknown(attributes.place, name, known));
	}
	return { type: 'dials', names };
}

function readChart(node: Directive, attributes: Attributes, context: LabContext): Block {
	const cell = attributes.requiredCell();
	const chart = attributes.oneOf('type', chartKinds);
	const index = attributes.whole('index', 99, 0);
	const id = attributes.id(context.freeId(`${cell}-${chart}`));
	return { type: 'chart', id, cell, chart, index, caption: labelText(node) };
}

function readCheck(node: Directive, attributes: Attributes, context: LabContext): Block {
	const id = attributes.id();
	requireCheck(id, attributes, context);
	return { type: 'check', id, title: labelText(node) ?? attributes.required('title') };
}

/**
 * Whether `check.ts` computes it, as far as its text tells: a key of that name, as a method or with a
 * value. Only a run can tell for certain; this finds the slip of the pen while the lab is built.
 */
function requireCheck(id: string, { place }: Attributes, context: LabContext) {
	const code = context.files['check.ts'];
	if (code === undefined) return context.report(labFileCheckMissing(place, id));
	const key = new RegExp(`[\\s,{](['"]?)${id}\\1\\s*[(:,]`);
	if (!key.test(code)) context.report(labFileCheckUnknown(place, id));
}

function readHint(node: Directive, attributes: Attributes, context: LabContext): Block {
	return { type: 'hint', id: attributes.id(), html: requiredBody(node, attributes, context) };
}

function readNote(node: Directive, attributes: Attributes, context: LabContext): Block {
	const term = attributes.required('term');
	return { type: 'note', term, html: requiredBody(node, attributes, context) };
}

function readSolution(node: Directive, attributes: Attributes, context: LabContext): Block {
	const file = attributes.required('file');
	if (file !== '' && context.files[`solution/${file}`] === undefined) {
		reportMissing(file, 'solution/', attributes, context);
	}
	return { type: 'solution', file, html: context.renderer.html(bodyOf(node)) };
}

function readVerdict(node: Directive, attributes: Attributes, context: LabContext): Block {
	const claim = attributes.required('claim');
	const cell = attributes.cell();
	const check = attributes.text('check');
	if (check !== null && !idPattern.test(check)) {
		const allowed = m.labfile_allowed_id();
		const { place, directive } = attributes;
		context.report(labFileAttributeWrong(place, directive, 'check', check, allowed));
	}
	if (check !== null) requireCheck(check, attributes, context);
	const id = attributes.id(context.freeId('verdict'));
	const html = context.renderer.html(bodyOf(node));
	return {
		type: 'verdict',
		id,
		claim,
		cell,
		check: check === null ? null : asBlockId(check),
		html
	};
}

function requiredBody(node: Directive, attributes: Attributes, context: LabContext): string {
	const html = context.renderer.html(bodyOf(node));
	if (html === '') context.report(labFileBodyMissing(attributes.place, attributes.directive));
	return html;
}

/** `::chart[These words]{…}`. */
function labelText(node: Directive): string | null {
	return plainText(node).trim() || null;
}

function reportMissing(file: string, folder: string, attributes: Attributes, context: LabContext) {
	const known = Object.keys(context.files).filter((path) => path.startsWith(folder));
	context.report(labFileFileMissing(attributes.place, folder + file, known));
}
