import { generateHpkeKeyPair, type HpkeKeyPair } from '@porchlight/frame-crypto';
import { toBase64Url } from '@porchlight/statements';
import { sealKeyId } from '@porchlight/statements/sealed';
import { putOpeningKey } from '../owner-calls.ts';

/** This device's key for sealed openings. Its private half cannot leave the browser. */
export interface DeviceKey {
  readonly keyId: string;
  readonly pair: HpkeKeyPair;
}

const DATABASE = 'porchlight-openings';
const STORE = 'keys';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The key of this owner on this device, made at the first visit and told to the hub. Undefined where a browser keeps nothing. */
export async function deviceKey(ownerId: string): Promise<DeviceKey | undefined> {
  try {
    const database = await open();
    try {
      const held = await settled<HpkeKeyPair | undefined>(
        database.transaction(STORE).objectStore(STORE).get(ownerId),
      );
      const pair = held ?? (await generateHpkeKeyPair());
      if (held === undefined) {
        const told = await putOpeningKey(toBase64Url(pair.publicKey));
        if (told.kind === 'fault') return undefined;
        await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).put(pair, ownerId));
      }
      return { keyId: await sealKeyId(pair.publicKey), pair };
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}
