export { BackupError, type BackupFault } from './backup/backup-error.ts';
export { type BackupConfig, backupHub } from './backup/backup-hub.ts';
export { type RestoreConfig, type Restored, restoreHub } from './backup/restore-hub.ts';
export { hubSecrets } from './env.ts';
export type { HubConfig } from './hub-config.ts';
export { HubStartError, type HubStartFault } from './hub-start-error.ts';
export { type RunningHub, startHub } from './start-hub.ts';
