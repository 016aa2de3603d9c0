import type { ReadTile } from '@porchlight/translog';

/** Largest file of a log: a full bundle of the largest entries. */
const MAX_BYTES = 256 * (65_535 + 2);

/** The files of a log below an address such as `https://hub.example/log`. Rejects when the server does not answer as one. */
export function httpTiles(address: string): ReadTile {
  const base = address.replace(/\/$/, '');
  return async (path) => {
    const answer = await fetch(`${base}/${path}`, { redirect: 'follow' });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`${base}/${path} answers ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > MAX_BYTES) throw new Error(`${base}/${path} is larger than any file of a log`);
    return bytes;
  };
}
