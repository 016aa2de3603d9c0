import { type DemoPersonas, demoPersonasSchema } from '@porchlight/contract';
import { fromBase64Url, importPkcs8, publicKeySchema } from '@porchlight/statements';
import { forgetPersonas, keepPersona } from './key-store.ts';

const MAX_FRAGMENT_CHARS = 64 * 1024;

/** The personas that a demo address carries after `#`, or undefined when the fragment is anything else. Never throws. */
export function parseDemoFragment(fragment: string): DemoPersonas | undefined {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  if (text === '' || text.length > MAX_FRAGMENT_CHARS) return undefined;
  const bytes = fromBase64Url(text);
  if (bytes === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const parsed = demoPersonasSchema.safeParse(json);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the demo's keys out of the page's address into this browser's key store, where they can sign but not be read, and
 * removes them from the address. Returns how many were taken; 0 leaves the address as it is.
 */
export async function takeDemoFragment(): Promise<number> {
  const found = parseDemoFragment(location.hash);
  if (found === undefined) return 0;
  history.replaceState(history.state, '', location.pathname + location.search);
  await forgetPersonas();
  let taken = 0;
  for (const { area, id, name, pkcs8, raw } of found.personas) {
    const privateKey = await importPkcs8('software', pkcs8);
    const key = publicKeySchema.safeParse({ kind: 'software', raw });
    if (privateKey === undefined || !key.success || key.data.kind !== 'software') continue;
    await keepPersona({ area, id, name, key: key.data, privateKey, order: taken });
    taken += 1;
  }
  return taken;
}
