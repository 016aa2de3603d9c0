import type { EpochMs } from '@porchlight/domain';
import type { FollowedLog } from '@porchlight/gate';
import { exportPkcs8, generateEd25519, type Trust } from '@porchlight/statements';
import type * as z from 'zod';
import { followedLogSchema } from '../log/log-schema.ts';
import { type RingLink, ringLinksSchema } from '../ring/ring-schemas.ts';
import { createDocument, type Document, openDocument } from './document.ts';
import { type Owners, openOwners } from './owners.ts';
import { openRecordLog, type RecordLog } from './record-log.ts';
import { StateError } from './state-error.ts';
import type { StateFiles } from './state-files.ts';
import {
  type CameraRecord,
  camerasSchema,
  counterSchema,
  type Identity,
  identitySchema,
  type JournalRecord,
  journalRecordSchema,
  type LocalAccess,
  type LookRecord,
  localAccessSchema,
  lookRecordSchema,
  type MasksRecord,
  masksRecordSchema,
  type ownerIndexSchema,
} from './state-schemas.ts';
import { trustSchema } from './trust-schema.ts';

/** Everything this gateway keeps, read whole at the start. */
export interface GatewayState {
  readonly identity: Document<Identity>;
  readonly trust: Document<Trust | null>;
  /** The public log as far as it was read. */
  readonly log: Document<FollowedLog | null>;
  readonly cameras: Document<readonly CameraRecord[]>;
  readonly masks: Document<MasksRecord>;
  readonly owners: Owners;
  /** Links to Ring accounts, tokens sealed. */
  readonly ring: Document<readonly RingLink[]>;
  readonly access: Document<LocalAccess>;
  /** This start's number, from 1; on the disk before it is used. */
  readonly start: number;
  readonly looks: { readonly log: RecordLog<LookRecord>; readonly records: readonly LookRecord[] };
  readonly journal: { readonly log: RecordLog<JournalRecord>; readonly records: readonly JournalRecord[] };
}

/** A request lives for a day at most; its nonce is kept for two. */
const NONCES_KEPT_MS = 48 * 3600 * 1000;
const JOURNAL_KEPT = 5000;

/**
 * Reads the state, making it at the very first start. Throws StateError when any file is missing, torn or altered: a
 * gateway that forgot a pause, a withdrawal or a nonce must not open a picture.
 */
export async function openGatewayState(files: StateFiles, now: EpochMs): Promise<GatewayState> {
  if ((await files.read('identity.json')) === undefined) await makeState(files);
  const counter = await openDocument(files, 'counter.json', counterSchema);
  await counter.update(({ starts }) => ({ starts: starts + 1 }));
  const open = <T>(name: string, schema: z.ZodType<T>): Promise<Document<T>> =>
    openDocument(files, name, schema);
  return {
    identity: await open('identity.json', identitySchema),
    trust: await open<Trust | null>('trust.json', trustSchema.nullable()),
    log: await open<FollowedLog | null>('log.json', followedLogSchema.nullable()),
    cameras: await open<readonly CameraRecord[]>('cameras.json', camerasSchema),
    masks: await open<MasksRecord>('masks.json', masksRecordSchema),
    owners: await openOwners(files),
    ring: await openRingLinks(files),
    access: await open('local-access.json', localAccessSchema),
    start: counter.value.starts,
    looks: await openRecordLog(files, 'looks.log', lookRecordSchema, (records) =>
      records.filter((record) => record.at > now - NONCES_KEPT_MS),
    ),
    journal: await openRecordLog(files, 'journal.log', journalRecordSchema, (records) =>
      records.slice(-JOURNAL_KEPT),
    ),
  };
}

/** Missing in what older gateways left: then nobody is linked, which opens nothing. */
async function openRingLinks(files: StateFiles): Promise<Document<readonly RingLink[]>> {
  if ((await files.read('ring.json')) === undefined) return createDocument(files, 'ring.json', []);
  return openDocument<readonly RingLink[]>(files, 'ring.json', ringLinksSchema);
}

/** The identity is written last: until it stands, nothing can have been enrolled. */
async function makeState(files: StateFiles): Promise<void> {
  const found = (await files.list()).filter((name) => !name.startsWith('.'));
  if (found.some((name) => name.startsWith('owner-')))
    throw new StateError('state-torn', 'The state file identity.json is missing.');
  if (found.some((name) => !OWN_FILES.includes(name)))
    throw new StateError('state-foreign', "The state folder holds files that are not a gateway's.");
  await createDocument(files, 'counter.json', { starts: 0 } satisfies z.infer<typeof counterSchema>);
  await createDocument(files, 'trust.json', null);
  await createDocument(files, 'log.json', null);
  await createDocument(files, 'cameras.json', []);
  await createDocument(files, 'masks.json', {});
  await createDocument(files, 'owners.json', [] satisfies z.infer<typeof ownerIndexSchema>);
  await createDocument(files, 'local-access.json', null);
  await files.replace('looks.log', new Uint8Array());
  await files.replace('journal.log', new Uint8Array());
  const { privateKey, key } = await generateEd25519();
  const identity: Identity = { pkcs8: await exportPkcs8(privateKey), raw: key.raw, gatewayId: null };
  await createDocument(files, 'identity.json', identity);
}

const OWN_FILES = [
  'ring.json',
  'counter.json',
  'trust.json',
  'log.json',
  'cameras.json',
  'masks.json',
  'owners.json',
  'local-access.json',
  'looks.log',
  'journal.log',
];
