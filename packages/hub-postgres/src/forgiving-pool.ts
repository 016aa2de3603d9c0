import type pg from 'pg';

type Release = (error?: Error | boolean) => void;
type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, release: Release) => void;

/**
 * The same pool, but a connection that was taken with a callback may be given back twice. The job runner's listener does so when the
 * database goes just as the runner stops, in a promise that nobody waits for: that would end the hub.
 */
export function forgivingPool(pool: pg.Pool): pg.Pool {
  const connect = (taken?: Taken): unknown =>
    taken === undefined
      ? pool.connect()
      : pool.connect((error, client, release) => taken(error, client, once(release)));
  return new Proxy(pool, {
    get(target, name) {
      if (name === 'connect') return connect;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function once(release: Release): Release {
  let given = false;
  return (error) => {
    if (given) return;
    given = true;
    release(error);
  };
}
