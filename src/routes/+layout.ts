/** Every page is a file: the site has no server. */
export const prerender = true;
