import type { Element, Root as HastRoot } from 'hast';
import type { Definition, RootContent } from 'mdast';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

/** Makes sanitised HTML of Markdown nodes; reference links find their target in the whole lab. */
export class Renderer {
	readonly #definitions: Definition[];

	constructor(nodes: readonly RootContent[]) {
		this.#definitions = nodes.filter((node) => node.type === 'definition');
	}

	html(nodes: readonly RootContent[]): string {
		const tree = processor.runSync({ type: 'root', children: [...nodes, ...this.#definitions] });
		return processor.stringify(tree).trim();
	}

	/** A paragraph's words alone, for where a paragraph may not stand. */
	words(paragraph: RootContent): string {
		return this.html([paragraph]).replace(/^<p>|<\/p>$/g, '');
	}
}

/** GitHub's list, without pictures: a lab loads nothing from elsewhere. */
const schema = {
	...defaultSchema,
	tagNames: defaultSchema.tagNames?.filter((name) => !['img', 'picture', 'source'].includes(name))
};

/** A page outside learns nothing of the lab that links to it, and says that it is outside. */
function externalLinks() {
	return (tree: HastRoot) => {
		visit(tree, 'element', (node: Element) => {
			const target = node.tagName === 'a' ? node.properties.href : undefined;
			if (typeof target === 'string' && /^https?:/i.test(target)) {
				node.properties.rel = ['external', 'noopener', 'noreferrer'];
			}
		});
	};
}

const processor = unified()
	.use(remarkRehype)
	.use(rehypeSanitize, schema)
	.use(externalLinks)
	.use(rehypeStringify)
	.freeze();
