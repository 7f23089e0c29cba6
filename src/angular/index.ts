export { provideDirectLine } from './provide.js';
export { injectDirectLine, injectOwnDirectLine } from './inject.js';
export { withTrace, withTranscript, type DirectLineFeature } from './features.js';
export type { InjectedDirectLine } from './contract.js';
