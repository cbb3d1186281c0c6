import type { RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import {
	labFileCellUnknown,
	labFileDirectiveMalformed,
	labFileDirectiveNested,
	labFileDirectiveOpen,
	labFileDirectiveUnknown,
	labFileFileUnexpected,
	labFileFootnote,
	labFileFormatNewer,
	labFileHeading,
	labFileHtml,
	labFileImage,
	labFileSlugWrong,
	labFileTooLong,
	type Problem,
	type Result
} from '#lib/messages';
import type { Block, Lab, LabFile, LabSlug, LabSource, Section } from '../model';
import { directiveNames, readBlock } from './blocks';
import { LabContext } from './context';
import { documentOf, serializeLab } from './document';
import { HeaderReader } from './header';
import { Renderer } from './render';
import {
	directiveMark,
	isDirective,
	lineOf,
	plainText,
	readSyntax,
	sourceOf,
	type Directive,
	type Syntax
} from './syntax';
import { currentFormat, upgradeDocument } from './upgrade';

/** Characters in lab.md; the longest lab so far has a tenth. */
const markdownMax = 256 * 1024;

/** A lab folder's texts as a `Lab`, or everything that is wrong with them. */
export function parseLab(source: LabSource): Result<Lab> {
	const problems: Problem[] = [];
	const file = source.name ?? 'lab.md';
	const start = { file, line: 1 };
	if (source.markdown.length > markdownMax) {
		const length = String(source.markdown.length);
		return { ok: false, problems: [labFileTooLong(start, length, String(markdownMax))] };
	}
	if (!isSlug(source.slug)) problems.push(labFileSlugWrong(start, source.slug));
	const syntax = currentSyntax(source.markdown, file, problems);
	const header = syntax && HeaderReader.open(syntax, file, problems)?.read();
	if (!syntax || !header) return { ok: false, problems };

	const renderer = new Renderer(syntax.nodes);
	const { dials } = header;
	const { files } = source;
	const context = new LabContext({ file, files, dials, syntax, renderer, problems });
	const sections = readSections(context);
	reportUnknownCells(sections, context);
	const labFiles = readFiles(source.files, problems);
	if (problems.length > 0) return { ok: false, problems };
	return {
		ok: true,
		value: {
			slug: source.slug as LabSlug, // checked above
			...header,
			language: source.language ?? 'en',
			files: labFiles,
			check: source.files['check.ts'] ?? null,
			sections
		}
	};
}

const isSlug = (slug: string) => /^[a-z0-9][a-z0-9-]{0,63}$/.test(slug);

/** The syntax in today's format. Line numbers of an older lab count in its upgraded text. */
function currentSyntax(markdown: string, file: string, problems: Problem[]): Syntax | null {
	const syntax = readSyntax(markdown);
	const header = HeaderReader.open(syntax, file, problems);
	if (!header) return null;
	const { format } = header;
	if (format > currentFormat) {
		const place = { file, line: 1 };
		problems.push(labFileFormatNewer(place, String(format), String(currentFormat)));
		return null;
	}
	if (format === currentFormat) return syntax;
	return readSyntax(serializeLab(upgradeDocument(documentOf(syntax), format)));
}

function readSections(context: LabContext): Section[] {
	const anchors = new Set<string>(['introduction']);
	let section: Section = { id: 'introduction', title: null, blocks: [] };
	const sections = [section];
	let prose: RootContent[] = [];
	const closeProse = () => {
		const html = context.renderer.html(prose);
		if (html !== '') section.blocks.push({ type: 'prose', html });
		prose = [];
	};
	for (const node of context.syntax.nodes) {
		if (isDirective(node)) {
			closeProse();
			const block = readDirective(node, context);
			if (block) section.blocks.push(block);
		} else if (node.type === 'heading' && node.depth === 2) {
			closeProse();
			const title = plainText(node);
			section = { id: freeAnchor(title, anchors), title, blocks: [] };
			sections.push(section);
		} else {
			reportForeign(node, context);
			prose.push(node);
		}
	}
	closeProse();
	return sections.filter(({ title, blocks }) => title !== null || blocks.length > 0);
}

function readDirective(node: Directive, context: LabContext): Block | null {
	const place = { file: context.file, line: lineOf(node) };
	const mark = directiveMark(node);
	const lastLine = sourceOf(context.syntax, node).split('\n').slice(1).at(-1);
	if (node.type === 'containerDirective' && !/^\s*:{3,}\s*$/.test(lastLine ?? '')) {
		// What follows was swallowed by it, so everything else said of it would mislead.
		context.report(labFileDirectiveOpen(place, mark));
		return null;
	}
	for (const child of node.children) reportForeign(child, context);
	const block = readBlock(node, context);
	if (!block) context.report(labFileDirectiveUnknown(place, mark, directiveNames));
	return block;
}

/** Markdown that a lab does not have, or that would not come out as its author means it. */
function reportForeign(root: RootContent, context: LabContext): void {
	visit(root, (node) => {
		const place = { file: context.file, line: lineOf(node) };
		if (node.type === 'leafDirective' || node.type === 'containerDirective') {
			context.report(labFileDirectiveNested(place, directiveMark(node)));
		} else if (node.type === 'heading' && node.depth === 1) {
			context.report(labFileHeading(place));
		} else if (node.type === 'html' && !/^<!--[^]*-->$/.test(node.value)) {
			context.report(labFileHtml(place, node.value.slice(0, 60)));
		} else if (node.type === 'image' || node.type === 'imageReference') {
			context.report(labFileImage(place, sourceOf(context.syntax, node).slice(0, 60)));
		} else if (node.type === 'footnoteDefinition') {
			context.report(labFileFootnote(place));
		} else if (node.type === 'paragraph') {
			reportMalformed(node, context);
		}
	});
}

/** A line that wants to be a directive and is a paragraph: `:code{…}`, `> :::`. */
function reportMalformed(paragraph: RootContent, context: LabContext): void {
	const source = sourceOf(context.syntax, paragraph);
	for (const [index, line] of source.split('\n').entries()) {
		const name = /^[\s>]*(?:::+\s*|:(?=[a-z]+[[{]))([A-Za-z-]*)/.exec(line)?.[1];
		if (name === undefined) continue;
		const place = { file: context.file, line: lineOf(paragraph) + index };
		context.report(labFileDirectiveMalformed(place, line.trim().slice(0, 60)));
	}
}

function reportUnknownCells(sections: Section[], context: LabContext): void {
	const blocks = sections.flatMap((section) => section.blocks);
	const cells = blocks.flatMap((block) => (block.type === 'code' ? [block.id] : []));
	for (const { cell, place } of context.references) {
		if (!cells.includes(cell)) context.report(labFileCellUnknown(place, cell, cells));
	}
}

function readFiles(files: Record<string, string>, problems: Problem[]): LabFile[] {
	const paths = Object.keys(files).sort();
	for (const path of paths) {
		const known = path === 'check.ts' || /^(start|solution)\/([\w-]+\/)*[\w-]+\.ts$/.test(path);
		const orphan =
			path.startsWith('solution/') && files[path.replace('solution/', 'start/')] === undefined;
		if (!known || orphan) problems.push(labFileFileUnexpected({ file: path, line: 1 }, path));
	}
	return paths
		.filter((path) => path.startsWith('start/'))
		.map((path) => path.slice('start/'.length))
		.map((path) => ({
			path,
			start: files[`start/${path}`] ?? '',
			solution: files[`solution/${path}`] ?? null
		}));
}

/** An anchor made of the title's letters, in any script; a second one of the kind gets a number. */
function freeAnchor(title: string, taken: Set<string>): string {
	const letters = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
	const stem = letters.replace(/^-|-$/g, '') || 'section';
	let anchor = stem;
	for (let ordinal = 2; taken.has(anchor); ordinal++) anchor = `${stem}-${ordinal}`;
	taken.add(anchor);
	return anchor;
}
