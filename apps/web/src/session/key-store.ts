import type { Area } from '@porchlight/contract';
import { publicKeySchema, type SoftwareKey } from '@porchlight/statements';

/** A software key this browser holds for a synthetic programme. The private half cannot be exported. */
export interface Persona {
  readonly area: Area;
  readonly id: string;
  readonly name: string;
  readonly key: SoftwareKey;
  readonly privateKey: CryptoKey;
  /** Order of arrival, so that lists keep the order of the demo address. */
  readonly order: number;
}

const DATABASE = 'porchlight-keys';
const STORE = 'personas';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ['area', 'id'] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** The personas of one area in the order they came; empty when the browser keeps nothing (private mode). Never throws. */
export async function personasOf(area: Area): Promise<Persona[]> {
  try {
    const all = (await within('readonly', (store) => store.getAll())) as Persona[];
    return all
      .filter((p) => p.area === area && publicKeySchema.safeParse(p.key).success)
      .sort((a, b) => a.order - b.order);
  } catch {
    return [];
  }
}

export async function keepPersona(persona: Persona): Promise<void> {
  await within('readwrite', (store) => store.put(persona));
}

/** Forgets every persona: a demo address brings its own set, and keys of an earlier demo open nothing any more. */
export async function forgetPersonas(): Promise<void> {
  await within('readwrite', (store) => store.clear());
}
