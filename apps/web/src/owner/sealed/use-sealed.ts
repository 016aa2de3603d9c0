import { useEffect, useState } from 'react';
import { loadSealed } from '../owner-calls.ts';
import { type OpenedLook, openLook } from './opened-look.ts';
import { deviceKey } from './opening-key.ts';

/** Makes sure that this device has a key of its owner's, and opens what the hub has erased since; undefined meanwhile. */
export function useSealed(ownerId: string | undefined): readonly OpenedLook[] | undefined {
  const [looks, setLooks] = useState<readonly OpenedLook[]>();
  useEffect(() => {
    if (ownerId === undefined) return;
    let current = true;
    openAll(ownerId).then((opened) => current && setLooks(opened));
    return () => {
      current = false;
    };
  }, [ownerId]);
  return looks;
}

async function openAll(ownerId: string): Promise<OpenedLook[]> {
  const key = await deviceKey(ownerId);
  const answer = key && (await loadSealed(key.keyId));
  if (key === undefined || answer?.kind !== 'ok') return [];
  const opened = await Promise.all(answer.value.sealed.map((sealed) => openLook(sealed, key)));
  return opened.filter((look) => look !== undefined);
}
