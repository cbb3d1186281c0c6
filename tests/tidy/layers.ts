import { importsOf, resolveRelative, type Import } from './imports';
import type { Source } from './source';

interface Module {
	/** Modules whose code it may use. Types follow code. */
	uses: string[];
	/** Modules of which it may use the types alone: they vanish when it is compiled. */
	types?: string[];
	/** Packages from npm; `d3` stands for `d3-shape` and the like too. */
	packages: string[];
}

/**
 * The layers, from leaf to page: docs/architecture.md draws them. `svelte` among the packages is
 * what makes a module one of the page; all others also run in Node.
 */
export const modules: Record<string, Module> = {
	engine: { uses: [], packages: [] },
	base: { uses: [], packages: [] },
	messages: { uses: ['base'], packages: [] },
	ui: { uses: ['base', 'messages'], packages: ['svelte', 'bits-ui', '@fontsource-variable'] },
	lab: {
		uses: ['base', 'messages'],
		packages: [
			'hast',
			'mdast',
			'rehype-sanitize',
			'rehype-stringify',
			'remark-directive',
			'remark-frontmatter',
			'remark-gfm',
			'remark-parse',
			'remark-rehype',
			'unified',
			'unist-util-visit',
			'valibot',
			'yaml'
		]
	},
	sim: { uses: ['base', 'messages'], packages: [] },
	experiment: {
		uses: ['base', 'messages', 'sim'],
		// `lab` is the learner's module: lab.d.ts declares it.
		packages: ['esbuild', 'jstat', 'lab', 'simple-statistics', 'valibot']
	},
	plot: {
		uses: ['base', 'messages', 'ui'],
		types: ['experiment', 'sim'],
		packages: ['svelte', 'd3', '@fontsource-variable']
	},
	sandbox: {
		uses: ['base', 'messages', 'sim', 'experiment'],
		types: ['grading'],
		packages: ['@jridgewell/trace-mapping', 'esbuild', 'esbuild-wasm', 'valibot', 'vite']
	},
	grading: { uses: ['base', 'messages', 'lab'], types: ['experiment'], packages: ['valibot'] },
	progress: {
		uses: ['base', 'messages', 'lab'],
		types: ['experiment', 'grading'],
		packages: ['idb-keyval', 'valibot']
	},
	share: { uses: ['base', 'messages', 'lab'], packages: ['diff', 'fflate', 'valibot'] },
	editor: {
		uses: ['base', 'messages', 'ui'],
		types: ['lab'],
		packages: ['svelte', 'monaco-editor']
	},
	notebook: {
		uses: [
			'base',
			'editor',
			'experiment',
			'grading',
			'lab',
			'messages',
			'plot',
			'progress',
			'sandbox',
			'share',
			'sim',
			'ui'
		],
		packages: ['svelte']
	},
	routes: {
		uses: ['base', 'lab', 'messages', 'notebook', 'plot', 'progress', 'share', 'ui'],
		packages: ['svelte', '@sveltejs/kit']
	},
	cli: {
		uses: ['base', 'experiment', 'grading', 'lab', 'messages', 'sandbox', 'share', 'sim'],
		// For its advice on a learner's types, where a developer has it installed.
		packages: ['typescript']
	},
	// It measures the page too, in the browser that the scripts find.
	bench: { uses: ['base', 'experiment', 'messages', 'sim'], packages: ['@playwright/test'] }
};

/** Which module a file belongs to, or null for what is outside: labs, scripts, tests. */
export function moduleOf(path: string): string | null {
	const [top, second, third] = path.split('/');
	if (top !== 'src' || third === undefined) return null;
	return second === 'lib' ? third : (second ?? null);
}

/** Complaints about imports that go against the table, each saying what to do instead. */
export function checkLayers(sources: Source[]): string[] {
	const doors = new Set(sources.map(({ path }) => path));
	return sources
		.filter(({ path }) => /\.(ts|svelte)$/.test(path) && moduleOf(path) !== null)
		.flatMap((source) =>
			importsOf(source).flatMap((one) => {
				const complaint = complaintAbout(source.path, one, doors);
				return complaint ? [`${source.path}:${one.line} ${complaint}`] : [];
			})
		);
}

function complaintAbout(path: string, one: Import, doors: Set<string>): string | null {
	const from = moduleOf(path) ?? '';
	const { specifier } = one;
	if (!modules[from]) {
		return `is in ${from}, which tests/tidy/layers.ts does not know. Give it a row there: what it may use, and why it stands where it stands.`;
	}
	if (specifier.startsWith('.')) return complaintAboutRelative(path, specifier, from);
	if (specifier.startsWith('#lib/')) return complaintAboutModule(path, one, from, doors);
	if (specifier.startsWith('$lib')) {
		return `imports ${specifier}. Write #lib/…: it also works outside SvelteKit.`;
	}
	if (specifier.startsWith('$')) {
		return mayUsePackage(from, 'svelte')
			? null
			: `imports ${specifier}, which exists only on a page. ${from} must also run in Node: take the value as a parameter.`;
	}
	if (specifier.startsWith('virtual:')) return null;
	if (specifier.startsWith('node:')) return complaintAboutNode(path, specifier, from);
	if (isSpec(path) || mayUsePackage(from, specifier)) return null;
	return `imports ${specifier}. ${from} may use ${listed(modules[from].packages)} from npm; let the module that owns ${specifier} do that work, or argue for it in tests/tidy/layers.ts.`;
}

function complaintAboutRelative(path: string, specifier: string, from: string): string | null {
	const target = moduleOf(`${resolveRelative(path, specifier)}.ts`);
	const catalogue = resolveRelative(path, specifier).includes('/paraglide/');
	if (target === from || (catalogue && from === 'messages')) return null;
	if (from === 'bench' && resolveRelative(path, specifier).startsWith('scripts/')) return null;
	// A folder is named to be listed or to build paths from, not for its code.
	if (specifier.endsWith('/')) return null;
	return target === null
		? `reaches ${specifier}, outside its module. Take it as a parameter, or move it into the module.`
		: `reaches into ${target} by ${specifier}. Enter a module by its door: import from '#lib/${target}'.`;
}

function complaintAboutModule(
	path: string,
	{ specifier, typeOnly }: Import,
	from: string,
	doors: Set<string>
): string | null {
	const inner = specifier.slice('#lib/'.length);
	const target = inner.split('/')[0] ?? '';
	if (!doors.has(`src/lib/${inner}/index.ts`)) {
		return `imports ${specifier}, which has no index.ts. Import from '#lib/${target}' and let its index.ts export what you need.`;
	}
	if (target === from && path.startsWith(`src/lib/${inner}/`)) {
		return `enters its own module by ${specifier}. Inside a module use a relative path.`;
	}
	const row: Module = modules[from] ?? { uses: [], packages: [] };
	const { uses, types = [] } = row;
	// Tests may look down at anything; what they import never reaches a learner.
	if (target === from || uses.includes(target) || isSpec(path)) return null;
	if (types.includes(target)) {
		return typeOnly
			? null
			: `imports code from ${specifier}, of which it may use types alone. Write 'import type', or take the function as a parameter.`;
	}
	return `imports ${specifier}: ${from} may use ${listed([...uses, ...types])}. Move what both need into one of these, or pass it in from above.`;
}

/**
 * Node's own modules have folders of their own, so that a bundle for the page cannot meet them; a
 * thread.ts is Node's twin of a worker.ts.
 */
function complaintAboutNode(path: string, specifier: string, from: string): string | null {
	const forNode = /\/(node|[a-z]+-node)\/|\/thread\.ts$|\.server\.ts$/.test(path) || isSpec(path);
	if (from === 'cli' || from === 'bench' || forNode) return null;
	return `imports ${specifier} outside a folder named node. The page has no ${specifier}: put what needs it into src/lib/${from}/node/, behind a door of its own.`;
}

function mayUsePackage(from: string, specifier: string): boolean {
	return (modules[from]?.packages ?? []).some(
		(name) =>
			specifier === name ||
			specifier.startsWith(`${name}/`) ||
			(name === 'd3' && specifier.startsWith('d3-'))
	);
}

function isSpec(path: string): boolean {
	return /\.(spec|types|fixtures?)\.ts$/.test(path);
}

function listed(names: string[]): string {
	return names.length > 0 ? names.join(', ') : 'nothing';
}
