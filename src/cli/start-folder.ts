/** Where the person stands. npm changes into the package's folder before it runs a script. */
export const startFolder = process.env['INIT_CWD'] ?? process.cwd();
