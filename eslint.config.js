import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
	{
		ignores: [
			'.svelte-kit/',
			'build/',
			'node_modules/',
			'project.inlang/',
			'src/lib/messages/paraglide/',
			'src/lib/sim/generated/',
			'test-results/',
			'playwright-report/'
		]
	},

	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,

	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			eqeqeq: 'error',
			'no-console': ['error', { allow: ['error', 'warn'] }],
			// TypeScript checks names, and knows the types that this rule does not.
			'no-undef': 'off',
			'prefer-const': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }
			],
			'@typescript-eslint/consistent-type-imports': [
				'error',
				{ fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }
			]
		}
	},

	{
		// What a person asked for goes to standard output.
		files: ['scripts/**', 'src/cli/**', 'src/bench/**'],
		rules: { 'no-console': 'off' }
	},

	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig }
		},
		rules: { 'svelte/prefer-svelte-reactivity': 'off', 'prefer-const': 'off' }
	},

	{
		// Rules that need types: a promise nobody waits for loses its error.
		files: ['src/**/*.ts', 'src/**/*.svelte', 'tests/**/*.ts'],
		ignores: ['src/engine/**'],
		languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
		rules: {
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': [
				'error',
				{ checksVoidReturn: { attributes: false, arguments: false } }
			],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			]
		}
	},

	{
		// Playwright reads which fixtures a function wants from its pattern, even when it wants none.
		files: ['tests/e2e/**'],
		rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] }
	},

	{
		// AssemblyScript: its compiler checks types that TypeScript does not have and leaves out what
		// is imported only as one; `==` on numbers is its equality.
		files: ['src/engine/**'],
		rules: {
			eqeqeq: 'off',
			'@typescript-eslint/consistent-type-imports': 'off',
			'no-loss-of-precision': 'off'
		}
	}
);
