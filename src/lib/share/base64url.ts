/** Base64 with `-` and `_` and without padding: nothing that an address would escape. */

export function toBase64url(bytes: Uint8Array): string {
	let binary = '';
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Position of the first character that does not belong, or -1. */
export function findForeignCharacter(text: string): number {
	return text.search(/[^A-Za-z0-9_-]/);
}

/** Null when the length is one that no bytes have. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
	if (text.length % 4 === 1) return null;
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
