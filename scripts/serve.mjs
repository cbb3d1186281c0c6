/**
 * Serves the built site as a static host would, with nothing added by the server: no headers that
 * such hosts cannot send, and the site's policy in the pages themselves.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { root } from './run.mjs';

/**
 * @typedef {object} Site
 * @property {string} url the address, with a slash at the end
 * @property {() => Promise<void>} close
 */

/**
 * @param {{ port?: number, base?: string }} [options] a port of 0 takes a free one, and so does a
 *   port that is taken; `base` is the sub-path, such as `/broker-lab`
 * @returns {Promise<Site>}
 */
export async function serve({ port = 0, base = '' } = {}) {
	const folder = join(root, 'build');
	const notFound = readFileSync(join(folder, '404.html'));
	const files = sirv(folder, {
		brotli: true,
		etag: true,
		setHeaders(response, path) {
			const forever = path.startsWith('/_app/immutable/');
			response.setHeader(
				'Cache-Control',
				forever ? 'public, max-age=31536000, immutable' : 'no-cache'
			);
		}
	});

	const server = createServer((request, response) => {
		const asked = request.url ?? '/';
		if (base && asked === base) {
			response.writeHead(308, { Location: `${base}/` }).end();
			return;
		}
		if (!asked.startsWith(`${base}/`)) {
			answerNotFound();
			return;
		}
		request.url = asked.slice(base.length);
		files(request, response, answerNotFound);

		function answerNotFound() {
			response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' }).end(notFound);
		}
	});

	const taken = await listen(server, port);
	return {
		url: `http://localhost:${taken}${base}/`,
		close() {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		}
	};
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<number>} the port in use
 */
function listen(server, port) {
	return new Promise((resolve, reject) => {
		server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
			if (error.code === 'EADDRINUSE' && port !== 0) resolve(listen(server, 0));
			else reject(error);
		});
		server.listen(port, () => {
			const address = server.address();
			if (address === null || typeof address === 'string') reject(new Error('serve: no port'));
			else resolve(address.port);
		});
	});
}
