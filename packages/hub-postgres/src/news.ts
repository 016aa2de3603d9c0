import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { PostgresLog } from './log.ts';
import { NEWS_CHANNEL } from './stores/nodes.ts';

const AGAIN_MS = 1000;

/** Keeps one connection listening; when it breaks, a new one is made, and `listener` is called because something may have been missed. */
export function listenForNews(pool: pg.Pool, listener: () => void, log: PostgresLog): () => Promise<void> {
  const ended = new AbortController();
  const keeping = keepListening(pool, listener, ended.signal, log);
  return async () => {
    ended.abort();
    await keeping;
  };
}

async function keepListening(
  pool: pg.Pool,
  listener: () => void,
  ended: AbortSignal,
  log: PostgresLog,
): Promise<void> {
  while (!ended.aborted) {
    try {
      const client = await pool.connect();
      try {
        client.on('notification', listener);
        await client.query(`listen ${NEWS_CHANNEL}`);
        listener();
        await brokenOrEnded(client, ended);
      } finally {
        client.release(true);
      }
    } catch (error) {
      log.warn({ reason: String(error) }, 'news of other hubs is asked for once a second alone');
    }
    await delay(AGAIN_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

function brokenOrEnded(client: pg.PoolClient, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ended.aborted) resolve();
    ended.addEventListener('abort', () => resolve(), { once: true });
    client.once('end', () => resolve());
    client.once('error', () => resolve());
  });
}
