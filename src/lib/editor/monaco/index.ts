/** What `SharedEditor` loads, in one dynamic import. */
export { LabModels } from './lab-models';
export { monaco } from './load';
export { Stage } from './stage';
export { followPageTheme } from './theme';
