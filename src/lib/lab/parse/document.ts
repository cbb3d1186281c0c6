import {
	endOf,
	isDirective,
	readSyntax,
	sourceOf,
	startOf,
	type Directive,
	type Syntax
} from './syntax';

/** A lab's syntax without its meaning: what upgrades change and what can be written back. */
export interface LabDocument {
	/** YAML; empty when there is none. */
	header: string;
	parts: LabPart[];
}

export type LabPart =
	| { kind: 'markdown'; markdown: string }
	| {
			kind: 'directive';
			name: string;
			/** Markdown in square brackets after the name; null without. */
			label: string | null;
			attributes: Record<string, string>;
			/** Null for the form without a body, `::name`. */
			body: string | null;
	  };

/** Reads any text; what it means, and whether it is right, is for `parseLab` to say. */
export function parseLabDocument(markdown: string): LabDocument {
	return documentOf(readSyntax(markdown));
}

export function documentOf(syntax: Syntax): LabDocument {
	const parts: LabPart[] = [];
	let proseStart: number | null = null;
	const closeProse = (end: number) => {
		if (proseStart === null) return;
		parts.push({ kind: 'markdown', markdown: syntax.source.slice(proseStart, end).trimEnd() });
		proseStart = null;
	};
	for (const node of syntax.nodes) {
		if (isDirective(node)) {
			closeProse(startOf(node));
			parts.push(directivePart(syntax, node));
		} else {
			proseStart ??= startOf(node);
		}
	}
	closeProse(syntax.source.length);
	return { header: syntax.header?.yaml.trim() ?? '', parts };
}

/** The canonical text of a lab: `parseLabDocument` of it gives the same document again. */
export function serializeLab(document: LabDocument): string {
	const parts = document.parts.map(serializePart);
	return [`---\n${document.header}\n---`, ...parts].join('\n\n') + '\n';
}

function directivePart(syntax: Syntax, node: Directive): LabPart {
	const attributes: Record<string, string> = {};
	for (const [name, value] of Object.entries(node.attributes ?? {})) attributes[name] = value ?? '';
	const part = { kind: 'directive', name: node.name, attributes } as const;
	const slice = (nodes: Directive['children']) => {
		const [first, last] = [nodes[0], nodes.at(-1)];
		return first && last ? syntax.source.slice(startOf(first), endOf(last)) : '';
	};
	if (node.type === 'leafDirective') {
		return { ...part, label: node.children.length > 0 ? slice(node.children) : null, body: null };
	}
	const label = labelOf(node);
	const body = node.children.filter((child) => child !== label);
	return { ...part, label: label ? sourceOf(syntax, label).slice(1, -1) : null, body: slice(body) };
}

/** A container keeps its label as a marked first paragraph. */
function labelOf(node: Directive) {
	const first = node.children[0];
	return first?.type === 'paragraph' && first.data?.directiveLabel ? first : null;
}

function serializePart(part: LabPart): string {
	if (part.kind === 'markdown') return part.markdown;
	const attributes = Object.entries(part.attributes).map(serializeAttribute);
	const head =
		part.name +
		(part.label === null ? '' : `[${part.label}]`) +
		(attributes.length > 0 ? `{${attributes.join(' ')}}` : '');
	if (part.body === null) return `::${head}`;
	// The fence must be longer than any in the body, for instance in a listing of lab syntax.
	const longest = Math.max(2, ...[...part.body.matchAll(/^:+/gm)].map(([colons]) => colons.length));
	const fence = ':'.repeat(longest + 1);
	return [fence + head, ...(part.body ? [part.body] : []), fence].join('\n');
}

function serializeAttribute([name, value]: [string, string]): string {
	if (value === '') return name;
	if (/^[\w.,/-]+$/.test(value)) return `${name}=${value}`;
	return `${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
}
