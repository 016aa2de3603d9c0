export { type Dump, type DumpedTable, dumpTables, type RowWriter } from './backup/dump-tables.ts';
export { LoadError, loadTables } from './backup/load-tables.ts';
export type { PostgresConnection } from './connection.ts';
export { type EmbeddedFault, EmbeddedPostgresError } from './embedded/embedded-error.ts';
export type { DeathWatch } from './embedded/parent-death.ts';
export { findRunningServer } from './embedded/running-server.ts';
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export type { PostgresLog } from './log.ts';
export { openHubStore } from './open-hub-store.ts';
