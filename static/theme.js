// Before first paint, so that a chosen theme does not flash. src/lib/ui/Theme.svelte.ts writes the
// key; a file and not an inline script, because the page's policy allows only files.
try {
	const choice = localStorage.getItem('broker-lab:theme');
	if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
} catch {
	// Storage is refused: the system's theme it is.
}
