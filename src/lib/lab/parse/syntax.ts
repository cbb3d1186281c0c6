import type { RootContent } from 'mdast';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';

/** A directive at the outermost level of a lab. */
export type Directive = Extract<RootContent, { type: 'leafDirective' | 'containerDirective' }>;

/** A lab's text, split into nodes that know where they stand. */
export interface Syntax {
	/** With line ends `\n` only, as all offsets count. */
	source: string;
	/** The YAML between the first two `---` lines, and the line it begins on. */
	header: { yaml: string; line: number } | null;
	nodes: RootContent[];
}

export function readSyntax(markdown: string): Syntax {
	const source = markdown.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
	const [first, ...rest] = processor.parse(source).children;
	if (first?.type === 'yaml') {
		return { source, header: { yaml: first.value, line: 2 }, nodes: rest };
	}
	return { source, header: null, nodes: first ? [first, ...rest] : [] };
}

export function isDirective(node: RootContent): node is Directive {
	return node.type === 'leafDirective' || node.type === 'containerDirective';
}

/** The name as written, for example `:::hint`. */
export function directiveMark(node: Directive): string {
	return `${node.type === 'leafDirective' ? '::' : ':::'}${node.name}`;
}

export function sourceOf(syntax: Syntax, node: RootContent): string {
	return syntax.source.slice(startOf(node), endOf(node));
}

export const startOf = (node: RootContent) => node.position?.start.offset ?? 0;
export const endOf = (node: RootContent) => node.position?.end.offset ?? 0;
export const lineOf = (node: RootContent) => node.position?.start.line ?? 1;

/** Words of a node without their markup. */
export function plainText(node: RootContent): string {
	if ('value' in node) return node.value;
	return 'children' in node ? node.children.map(plainText).join('') : '';
}

/**
 * Directives as blocks only. The inline form `:name` is switched off: prose says `acks:all` and
 * `10:30` far too often.
 */
function blockDirectives(this: Processor) {
	remarkDirective.call(this);
	for (const extension of this.data().micromarkExtensions ?? []) {
		if (extension.flow?.[colon] !== undefined) delete extension.text?.[colon];
	}
}

const colon = ':'.charCodeAt(0);

const processor = unified()
	.use(remarkParse)
	.use(remarkGfm)
	.use(remarkFrontmatter, ['yaml'])
	.use(blockDirectives)
	.freeze();
