import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts';
import { forgivingPool } from './forgiving-pool.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('a connection given back twice is there again once, and everything else is the pool’s own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'porchlight-pool-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log });
  const { socketDir: host, user, database } = postgres.connection as Record<string, string>;
  const strict = new pg.Pool({ host: host ?? '', user: user ?? '', database: database ?? '', max: 2 });
  const twice = (pool: pg.Pool): Promise<unknown> =>
    new Promise((resolve) =>
      pool.connect((_, __, release) => {
        release();
        try {
          release();
          resolve(undefined);
        } catch (error) {
          resolve(error);
        }
      }),
    );
  const pool = forgivingPool(strict);
  expect(await twice(strict)).toBeInstanceOf(Error);
  expect(await twice(pool)).toBeUndefined();
  expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 1, 0]);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  const client = await pool.connect();
  client.release();
  await pool.end();
  await postgres.close();
  await rm(folder, { recursive: true, force: true });
});
