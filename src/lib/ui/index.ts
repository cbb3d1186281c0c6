/**
 * The design system: tokens, type, controls and the way numbers are written. Importing it brings
 * its style sheet. It must never know what a broker, a lab or a run is.
 */
import './styles/index.css';

export { default as Button } from './Button.svelte';
export { default as Dialog } from './Dialog.svelte';
export { default as Disclosure } from './Disclosure.svelte';
export { default as Kbd } from './Kbd.svelte';
export { default as Progress } from './Progress.svelte';
export { default as Segmented } from './Segmented.svelte';
export { default as Slider } from './Slider.svelte';
export { default as StatusLine } from './StatusLine.svelte';
export { default as Switch } from './Switch.svelte';
export { default as Tabs } from './Tabs.svelte';
export { default as ThemeToggle } from './ThemeToggle.svelte';
export { default as Toc } from './Toc.svelte';
export { formatCount, formatDuration, formatNumber } from './format';
export { Theme } from './Theme.svelte';
export type { Option } from './option';
export type { TabItem } from './tabs';
export type { TocEntry } from './toc';
