import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import { openHubStore } from '../open-hub-store.ts';

const said: unknown[] = [];
const log = {
  info: (fields: object) => void said.push(fields),
  warn: () => undefined,
  error: () => undefined,
};
let folder: string;
let postgres: EmbeddedPostgres;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-migrate-'));
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log });
});
afterAll(async () => {
  await postgres.close();
  await rm(folder, { recursive: true, force: true });
});

const EVERY = [
  '0001-programme',
  '0002-audit',
  '0003-cameras',
  '0004-looks',
  '0005-log',
  '0006-openings',
  '0007-hosts',
  '0011-nodes',
  '0012-no-view',
  '0013-camera-reach',
];

test('hubs that start at the same moment on an empty database make the tables once', async () => {
  const stores = await Promise.all(
    [1, 2, 3].map(() => openHubStore({ connection: postgres.connection, log })),
  );
  expect(said).toEqual([{ applied: EVERY }]);
  await stores[0]?.audit.append({ at: 1, actor: 'a', act: 'b', subject: 'c', detail: 'd' });
  await Promise.all(stores.map((store) => store.close()));
});

test('a further start applies nothing and finds what was there', async () => {
  const store = await openHubStore({ connection: postgres.connection, log });
  expect(said).toHaveLength(1);
  expect((await store.audit.page(null, 10)).rows).toHaveLength(1);
  await store.close();
});

test('a database of a newer hub is refused', async () => {
  const { connection } = postgres;
  if (connection.kind !== 'socket') throw new Error('the embedded one uses a socket');
  const client = new pg.Client({
    host: connection.socketDir,
    user: connection.user,
    database: connection.database,
  });
  await client.connect();
  await client.query("insert into kysely_migration values ('9999-later', '2030-01-01')");
  await client.end();
  await expect(openHubStore({ connection, log })).rejects.toThrow(/9999-later/);
});
