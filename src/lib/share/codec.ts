import {
	LearnerError,
	linkAlphabet,
	linkCompression,
	linkForeign,
	linkNotJson,
	linkTooLarge,
	linkTooLong,
	linkTruncated,
	linkVersionNewer,
	linkVersionOlder,
	linkWorkTooLarge,
	linkWorkTooLong,
	type Result
} from '#lib/messages';
import { findForeignCharacter, fromBase64url, toBase64url } from './base64url';
import { checkPayload, type LinkPayload } from './link';

const version = 1;
const packedBytesMax = 32 * 1024;
const textBytesMax = 256 * 1024;
const charactersMax = Math.ceil((packedBytesMax * 4) / 3);

/**
 * `v1.` + base64url(deflate(JSON)), to stand after the `#` of the lab's address.
 * Rejects with a `LearnerError` when the work is too long for a link.
 */
export async function encodeLink(payload: LinkPayload): Promise<string> {
	const text = new TextEncoder().encode(JSON.stringify(payload));
	if (text.length > textBytesMax) {
		throw new LearnerError([linkWorkTooLarge(kilobytes(text.length), kilobytes(textBytesMax))]);
	}
	const { deflateSync } = await import('fflate');
	const packed = deflateSync(text, { level: 9 });
	const encoded = toBase64url(packed);
	if (packed.length > packedBytesMax) {
		throw new LearnerError([linkWorkTooLong(String(encoded.length), String(charactersMax))]);
	}
	return `v${version}.${encoded}`;
}

/** Never rejects: whatever a stranger wrote is a payload or a list of problems. */
export async function decodeLink(hash: string): Promise<Result<LinkPayload>> {
	const [head, foundVersion] = /^#?v(\d{1,6})\./.exec(hash) ?? [];
	if (head === undefined || foundVersion === undefined) return failed(linkForeign());
	if (Number(foundVersion) > version) {
		return failed(linkVersionNewer(foundVersion, String(version)));
	}
	if (Number(foundVersion) < version) {
		return failed(linkVersionOlder(foundVersion, String(version)));
	}
	const encoded = hash.slice(head.length);
	if (encoded.length > charactersMax) {
		return failed(linkTooLong(String(encoded.length), String(charactersMax)));
	}
	const foreign = findForeignCharacter(encoded);
	if (foreign >= 0) {
		const character = String.fromCodePoint(encoded.codePointAt(foreign) ?? 0);
		return failed(linkAlphabet(`“${character}”`, foreign + 1));
	}
	const packed = fromBase64url(encoded);
	if (packed === null) return failed(linkTruncated());
	const inflated = await inflate(packed, textBytesMax);
	return inflated.ok ? parsePayload(inflated.value) : inflated;
}

function parsePayload(bytes: Uint8Array): Result<LinkPayload> {
	let data: unknown;
	try {
		data = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return failed(linkNotJson());
	}
	return checkPayload(data);
}

/**
 * Inflates in small steps and stops at the limit. Deflate expands at most 1032-fold, so a step of
 * 256 bytes can overshoot it by no more than 264 kB, whatever the link claims.
 */
async function inflate(packed: Uint8Array, bytesMax: number): Promise<Result<Uint8Array>> {
	const { Inflate } = await import('fflate');
	const stepBytes = 256;
	const pieces: Uint8Array[] = [];
	let length = 0;
	let complete = false;
	const stream = new Inflate((piece, isLast) => {
		pieces.push(piece);
		length += piece.length;
		complete ||= isLast;
	});
	try {
		for (let at = 0; at < packed.length && length <= bytesMax; at += stepBytes) {
			stream.push(packed.subarray(at, at + stepBytes), at + stepBytes >= packed.length);
		}
	} catch (error) {
		return failed(isUnexpectedEnd(error) ? linkTruncated() : linkCompression());
	}
	if (length > bytesMax) return failed(linkTooLarge(kilobytes(bytesMax)));
	if (!complete) return failed(linkTruncated());
	const bytes = new Uint8Array(length);
	let at = 0;
	for (const piece of pieces) {
		bytes.set(piece, at);
		at += piece.length;
	}
	return { ok: true, value: bytes };
}

/** fflate numbers its errors; 0 is “unexpected EOF”. */
function isUnexpectedEnd(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 0;
}

function failed(problem: ReturnType<typeof linkForeign>): {
	ok: false;
	problems: [typeof problem];
} {
	return { ok: false, problems: [problem] };
}

const kilobytes = (bytes: number) => Math.ceil(bytes / 1024);
