import { getContext, setContext } from 'svelte';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

/** `static/theme.js` reads the same key before first paint; the two must agree. */
const STORAGE_KEY = 'broker-lab:theme';
const CONTEXT = Symbol('theme');

function isThemeChoice(value: unknown): value is ThemeChoice {
	return THEMES.some((theme) => theme === value);
}

/** The reader's choice of theme, and what it comes to on this device now. */
export class Theme {
	#choice = $state<ThemeChoice>('system');
	#systemIsDark = $state(false);

	get choice(): ThemeChoice {
		return this.#choice;
	}

	/** For what cannot follow CSS, such as the code editor. */
	get isDark(): boolean {
		return this.#choice === 'system' ? this.#systemIsDark : this.#choice === 'dark';
	}

	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		this.#apply();
		try {
			localStorage.setItem(STORAGE_KEY, choice);
		} catch {
			// Storage is refused: the choice then lasts as long as the page.
		}
	}

	/** Follows the stored choice, the system and the other tabs. Returns what ends it. */
	follow(): () => void {
		const system = matchMedia('(prefers-color-scheme: dark)');
		const onsystem = () => (this.#systemIsDark = system.matches);
		const onstorage = (event: StorageEvent) => {
			if (event.key === STORAGE_KEY) this.#restore(event.newValue);
		};
		onsystem();
		try {
			this.#restore(localStorage.getItem(STORAGE_KEY));
		} catch {
			// As above.
		}
		system.addEventListener('change', onsystem);
		window.addEventListener('storage', onstorage);
		return () => {
			system.removeEventListener('change', onsystem);
			window.removeEventListener('storage', onstorage);
		};
	}

	#restore(stored: string | null): void {
		this.#choice = isThemeChoice(stored) ? stored : 'system';
		this.#apply();
	}

	#apply(): void {
		if (this.#choice === 'system') delete document.documentElement.dataset.theme;
		else document.documentElement.dataset.theme = this.#choice;
	}
}

export function setTheme(theme: Theme): Theme {
	return setContext(CONTEXT, theme);
}

export function getTheme(): Theme {
	return getContext<Theme>(CONTEXT);
}
