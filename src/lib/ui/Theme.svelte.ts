export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

/** `static/theme.js` reads the same key before first paint; the two must agree. */
const STORAGE_KEY = 'broker-lab:theme';

function isThemeChoice(value: unknown): value is ThemeChoice {
	return THEMES.some((theme) => theme === value);
}

/** The reader's choice of theme, kept on this device. */
export class Theme {
	#choice = $state<ThemeChoice>('system');

	get choice(): ThemeChoice {
		return this.#choice;
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

	/** Follows the stored choice and the other tabs. Returns what ends it. */
	follow(): () => void {
		const onstorage = (event: StorageEvent) => {
			if (event.key === STORAGE_KEY) this.#restore(event.newValue);
		};
		try {
			this.#restore(localStorage.getItem(STORAGE_KEY));
		} catch {
			// Storage is refused: the system's theme, then.
		}
		window.addEventListener('storage', onstorage);
		return () => window.removeEventListener('storage', onstorage);
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
