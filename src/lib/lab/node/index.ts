/**
 * Reads lab folders from disk, in Node only: for prerendering, for the command line and for tests.
 * It must never be imported by code that reaches the browser.
 */
export { listLabs, readLabFolder } from './read-lab-folder';
