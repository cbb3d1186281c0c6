/** The bundled realm, from `node/realm-plugin.ts`. */
declare module 'virtual:realm-script' {
	const script: string;
	export default script;
}
