/**
 * A drawing that stands alone: the colours, strokes and fonts that the page's style sheet gave it
 * are written into it, the title stands above it, and what only the page needs is left out.
 */
const SVG = 'http://www.w3.org/2000/svg';
const TITLE_PX = 30;
const MARGIN_PX = 16;

/** Presentation properties that the plots use; the initial values are left out of the file. */
const PROPERTIES: Readonly<Record<string, string>> = {
	fill: 'rgb(0, 0, 0)',
	'fill-opacity': '1',
	stroke: 'none',
	'stroke-width': '1px',
	'stroke-dasharray': 'none',
	'stroke-linecap': 'butt',
	'stroke-linejoin': 'miter',
	'stroke-opacity': '1',
	opacity: '1',
	'paint-order': 'normal',
	'font-family': '',
	'font-size': '',
	'font-weight': '400',
	'font-style': 'normal',
	'font-variant-numeric': 'normal',
	'text-anchor': 'start'
};
const TEXT_ONLY = /^(font|text)-/;

export async function standaloneSvg(
	svg: SVGSVGElement,
	title: string,
	fontUrl: string
): Promise<{ text: string; width: number; height: number }> {
	const page = getComputedStyle(svg);
	const { width, height } = svg.getBoundingClientRect();
	const copy = svg.cloneNode(true) as SVGSVGElement; // a clone has the type of its original
	inlineStyles(svg, copy);
	for (const each of copy.querySelectorAll('[data-page-only]')) each.remove();

	const full = { width: width + 2 * MARGIN_PX, height: height + TITLE_PX + 2 * MARGIN_PX };
	const root = document.createElementNS(SVG, 'svg');
	root.setAttribute('viewBox', `0 0 ${full.width} ${full.height}`);
	root.setAttribute('width', String(full.width));
	root.setAttribute('height', String(full.height));
	root.append(
		element('title', {}, title),
		element('style', {}, await fontFace(fontUrl)),
		element('rect', {
			width: '100%',
			height: '100%',
			fill: page.getPropertyValue('background-color')
		}),
		element(
			'text',
			{
				x: String(MARGIN_PX),
				y: String(MARGIN_PX + 14),
				fill: page.color,
				'font-family': page.fontFamily,
				'font-size': '16',
				'font-weight': '600'
			},
			title
		)
	);
	copy.setAttribute('x', String(MARGIN_PX));
	copy.setAttribute('y', String(MARGIN_PX + TITLE_PX));
	copy.removeAttribute('class');
	root.append(copy);
	return { text: new XMLSerializer().serializeToString(root), ...full };
}

function element(name: string, attributes: Record<string, string>, text = ''): SVGElement {
	const made = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
	made.textContent = text;
	return made;
}

function inlineStyles(from: Element, to: Element): void {
	const style = getComputedStyle(from);
	const isText = from instanceof SVGTextElement || from instanceof SVGTSpanElement;
	for (const [property, initial] of Object.entries(PROPERTIES)) {
		if (TEXT_ONLY.test(property) && !isText) continue;
		const value = style.getPropertyValue(property);
		// A pattern is named by its id, which the computed value spells as a full address.
		const local = value.replace(/^url\("?[^"#]*#([^"]*)"?\).*$/, 'url(#$1)');
		if (value !== '' && (local !== initial || property === 'fill'))
			to.setAttribute(property, local);
	}
	for (const name of ['class', 'style', 'tabindex', 'role', 'aria-label']) to.removeAttribute(name);
	for (const [i, child] of [...from.children].entries()) {
		const twin = to.children[i];
		if (twin) inlineStyles(child, twin);
	}
}

/** The font travels in the file: a picture may not load anything. */
async function fontFace(url: string): Promise<string> {
	const response = await fetch(url);
	if (!response.ok) return '';
	const bytes = new Uint8Array(await response.arrayBuffer());
	let binary = '';
	for (const byte of bytes) binary += String.fromCharCode(byte);
	const source = `url(data:font/woff2;base64,${btoa(binary)}) format('woff2')`;
	return `@font-face{font-family:'Source Sans 3 Variable';font-weight:200 900;src:${source}}`;
}
