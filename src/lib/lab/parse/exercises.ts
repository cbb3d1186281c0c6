import type { ListItem, RootContent } from 'mdast';
import {
	labFileAttributeWrong,
	labFileBodyMissing,
	labFileChoiceCorrect,
	labFileChoicesMissing,
	m
} from '#lib/messages';
import type { Block, Choice, Prediction, Question } from '../model';
import type { Attributes } from './attributes';
import type { LabContext } from './context';
import type { Directive } from './syntax';

/** What stands between a directive's first and last line. */
export function bodyOf(node: Directive): RootContent[] {
	if (node.type === 'leafDirective') return [];
	return node.children.filter(
		(child) => !(child.type === 'paragraph' && child.data?.directiveLabel)
	);
}

export function readPredict(node: Directive, attributes: Attributes, context: LabContext): Block {
	const id = attributes.id();
	const kind = attributes.oneOf('kind', ['choice', 'magnitude', 'curve']);
	const body = bodyOf(node);
	const prompt = kind === 'choice' ? withoutChoices(body) : body;
	const prediction = readPrediction(kind, body, attributes, context);
	return { type: 'predict', id, html: promptHtml(prompt, attributes, context), ...prediction };
}

function readPrediction(
	kind: Prediction['kind'],
	body: RootContent[],
	attributes: Attributes,
	context: LabContext
): Prediction {
	const cell = attributes.cell();
	if (kind === 'choice') return { kind, cell, choices: readChoices(body, attributes, context) };
	if (kind === 'magnitude') {
		const from = attributes.number('from', { above: 0 });
		const to = attributes.number('to', { above: from });
		const figure = attributes.text('figure');
		return { kind, cell, figure, from, to, unit: attributes.text('unit') };
	}
	return {
		kind,
		cell,
		x: attributes.risingNumbers('x'),
		xLabel: attributes.required('xLabel'),
		yLabel: attributes.required('yLabel'),
		yMax: attributes.number('yMax', { above: 0 })
	};
}

export function readQuestion(node: Directive, attributes: Attributes, context: LabContext): Block {
	const id = attributes.id();
	const kind = attributes.oneOf('kind', ['choice', 'number', 'text']);
	const body = bodyOf(node);
	// A quotation at the end explains, once the question was answered.
	const last = body.at(-1);
	const explanation = last?.type === 'blockquote' ? context.renderer.html(last.children) : null;
	const asked = explanation === null ? body : body.slice(0, -1);
	const prompt = kind === 'choice' ? withoutChoices(asked) : asked;
	const question = readAnswer(kind, asked, attributes, context);
	if (question.kind === 'choice' && !question.choices.some((choice) => choice.correct)) {
		context.report(labFileChoiceCorrect(attributes.place, id));
	}
	const html = promptHtml(prompt, attributes, context);
	return { type: 'question', id, html, explanation, ...question };
}

function readAnswer(
	kind: Question['kind'],
	body: RootContent[],
	attributes: Attributes,
	context: LabContext
): Question {
	if (kind === 'choice') return { kind, choices: readChoices(body, attributes, context) };
	if (kind === 'number') {
		const answer = attributes.number('answer');
		const tolerance = attributes.number('tolerance', { atLeast: 0, fallback: 0 });
		return { kind, answer, tolerance, unit: attributes.text('unit') };
	}
	const accept = attributes.text('accept')?.split('|') ?? [];
	if (accept.some((text) => text.trim() === '')) {
		const { place, directive } = attributes;
		const allowed = m.labfile_allowed_texts();
		context.report(labFileAttributeWrong(place, directive, 'accept', accept.join('|'), allowed));
	}
	return { kind, accept: accept.map((text) => text.trim()) };
}

/** The last list of the body. Each item: the choice, then what is said once it was taken. */
function readChoices(body: RootContent[], attributes: Attributes, context: LabContext): Choice[] {
	const list = body.findLast((node) => node.type === 'list');
	const items = list?.type === 'list' ? list.children : [];
	if (items.length < 2) {
		context.report(labFileChoicesMissing(attributes.place, attributes.directive));
	}
	return items.map((item) => readChoice(item, context));
}

function readChoice(item: ListItem, context: LabContext): Choice {
	const [first, ...rest] = item.children;
	const feedback = context.renderer.html(rest);
	return {
		// A choice stands inside a label, where a paragraph may not.
		html: first ? context.renderer.words(first) : '',
		correct: item.checked === true,
		feedback: feedback === '' ? null : feedback
	};
}

function withoutChoices(body: RootContent[]): RootContent[] {
	const list = body.findLast((node) => node.type === 'list');
	return body.filter((node) => node !== list);
}

function promptHtml(nodes: RootContent[], attributes: Attributes, context: LabContext): string {
	const html = context.renderer.html(nodes);
	if (html === '') context.report(labFileBodyMissing(attributes.place, attributes.directive));
	return html;
}
