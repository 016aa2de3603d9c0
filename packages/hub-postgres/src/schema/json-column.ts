import type { ColumnType } from 'kysely';

/** A `json` column: read as a value, written as text. `json` and not `jsonb`, so that an envelope comes back as it came. */
export type Json<T> = ColumnType<T, string, string>;
