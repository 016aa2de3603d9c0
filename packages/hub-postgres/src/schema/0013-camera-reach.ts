import { type Migration, sql } from 'kysely';

/**
 * The owner's own radius beside the place: a circle is counted without reading the terms of cameras it does not reach. Null where
 * older terms may still hold, whose radius and place may be others.
 */
export const cameraReach: Migration = {
  async up(db) {
    await sql`
      alter table camera add column reach_m int generated always as (
        case when previous_terms is null then (terms ->> 'radiusM')::int end) stored`.execute(db);
  },
};
