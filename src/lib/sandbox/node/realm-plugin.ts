import type { Plugin } from 'vite';
import { buildRealmScript } from './realm-script.ts';

const id = 'virtual:realm-script';
const resolvedId = `\0${id}`;

/** Gives the page the realm's script as a text: `import script from 'virtual:realm-script'`. */
export function realmScript(): Plugin {
	return {
		name: 'realm-script',
		resolveId: (source) => (source === id ? resolvedId : null),
		async load(source) {
			if (source !== resolvedId) return null;
			const { text, inputs } = await buildRealmScript('worker');
			for (const path of inputs) this.addWatchFile(path);
			return `export default ${JSON.stringify(text)};`;
		}
	};
}
