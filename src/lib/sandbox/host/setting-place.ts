export interface Span {
	line: number;
	column: number;
	endLine: number;
	endColumn: number;
}

interface Token {
	text: string;
	at: number;
	/** How many brackets are open around it. */
	depth: number;
}

/** Comments and texts as one token each, so that nothing in them counts; then names, then marks. */
const lexer =
	/\/\/.*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|[\p{L}_$][\p{L}\p{N}_$]*|[\d.][\w.]*|\S/gu;

/**
 * Where a setting is written, given where the call begins that was told of it: `producers.size` in
 * `experiment({ producers: { size: -1 } })`. Follows the written objects only; what comes from a
 * variable has its place elsewhere, and is then null, as is what is written nowhere.
 */
export function placeOfSetting(
	source: string,
	call: { line: number; column: number },
	path: string
): Span | null {
	const tokens = tokensOfCall(source, offsetOf(source, call));
	const keys = path.split('.');
	// A broker's or a fault's own call is told of `broker.nodes` or `crash.at`, and holds `nodes`, `at`.
	const token = follow(tokens, keys) ?? follow(tokens, keys.slice(1));
	return token && spanOf(source, token);
}

function offsetOf(source: string, { line, column }: { line: number; column: number }): number {
	const before = source.split('\n').slice(0, line - 1);
	return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}

/** From the place of the call to the bracket that closes it. */
function tokensOfCall(source: string, from: number): Token[] {
	const tokens: Token[] = [];
	let depth = 0;
	lexer.lastIndex = from;
	for (let match = lexer.exec(source); match; match = lexer.exec(source)) {
		const [text] = match;
		if (text.startsWith('//') || text.startsWith('/*')) continue;
		if (text === ';' && depth === 0) break;
		if (')]}'.includes(text)) depth--;
		tokens.push({ text, at: match.index, depth });
		if ('([{'.includes(text)) depth++;
		if (depth <= 0 && text === ')') break;
	}
	return tokens;
}

/** The deepest key of the path that is written; null when not even the first is. */
function follow(tokens: readonly Token[], keys: readonly string[]): Token | null {
	let found: Token | null = null;
	let rest = tokens;
	for (const key of keys) {
		const next: number = /^\d+$/.test(key) ? elementAt(rest, Number(key)) : keyAt(rest, key);
		const token = rest[next];
		if (!token) break;
		found = token;
		rest = valueAfter(rest, next, /^\d+$/.test(key));
	}
	return found;
}

/** The first key of that name, at the least depth at which there is one. */
function keyAt(tokens: readonly Token[], key: string): number {
	let best = -1;
	tokens.forEach(({ text, depth }, index) => {
		if (text.replace(/^(['"])(.*)\1$/, '$2') !== key) return;
		const [before, after] = [tokens[index - 1]?.text, tokens[index + 1]?.text];
		const isKey = (before === '{' || before === ',') && /^[:,}]$/.test(after ?? '');
		if (isKey && (best < 0 || depth < (tokens[best]?.depth ?? 0))) best = index;
	});
	return best;
}

/** The first token of a list's element. */
function elementAt(tokens: readonly Token[], position: number): number {
	const open = tokens.findIndex(({ text }) => text === '[');
	const depth = (tokens[open]?.depth ?? 0) + 1;
	let commas = 0;
	for (let index = open + 1; open >= 0 && index < tokens.length; index++) {
		const token = tokens[index];
		if (!token || token.depth < depth) break;
		if (commas === position) return index;
		if (token.depth === depth && token.text === ',') commas++;
	}
	return -1;
}

/** The tokens of the value that begins after a key, or with an element itself. */
function valueAfter(tokens: readonly Token[], index: number, element: boolean): readonly Token[] {
	const depth = tokens[index]?.depth ?? 0;
	const from = element ? index : index + 1;
	const ends = ({ text, depth: here }: Token) => here < depth || (here === depth && text === ',');
	const length = tokens.slice(from).findIndex(ends);
	return tokens.slice(from, length < 0 ? undefined : from + length);
}

function spanOf(source: string, { at, text }: Token): Span {
	const place = (offset: number) => {
		const lines = source.slice(0, offset).split('\n');
		return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
	};
	const [start, end] = [place(at), place(at + text.length)];
	return { ...start, endLine: end.line, endColumn: end.column };
}
