export { hubSecrets } from './env.ts';
export type { HubConfig } from './hub-config.ts';
export { HubStartError, type HubStartFault } from './hub-start-error.ts';
export { type RunningHub, startHub } from './start-hub.ts';
