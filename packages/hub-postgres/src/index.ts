export type { PostgresConnection } from './connection.ts';
export { type EmbeddedFault, EmbeddedPostgresError } from './embedded/embedded-error.ts';
export type { DeathWatch } from './embedded/parent-death.ts';
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export type { PostgresLog } from './log.ts';
export { openHubStore } from './open-hub-store.ts';
