import type { CameraId } from '@porchlight/domain';
import type { ConsentStore, PutConsent, StoredConsent } from '@porchlight/hub-core';
import { type Selectable, sql } from 'kysely';
import { atomically, type Database } from '../database.ts';
import type { ConsentTable } from '../schema/tables.ts';

type NewConsent = Parameters<ConsentStore['put']>[0];

export function consentStore(db: Database): ConsentStore {
  return {
    put: (consent) => atomically(db, (tx) => put(tx, consent)),
    async get(ownerId, version) {
      const row = await db
        .selectFrom('consent')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .where('version', '=', version)
        .executeTakeFirst();
      return row && fromRow(row);
    },
    highestVersion: (ownerId) => highestVersion(db, ownerId),
    async ofGateway(gatewayId) {
      const rows = await db
        .selectFrom('consent as c')
        .selectAll('c')
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('camera as k')
              .select('k.camera_id')
              .where('k.gateway_id', '=', gatewayId)
              .whereRef('k.owner_id', '=', 'c.owner_id')
              .where((where) =>
                where.or([
                  where('k.terms_version', '=', where.ref('c.version')),
                  where('k.previous_version', '=', where.ref('c.version')),
                ]),
              ),
          ),
        )
        .orderBy('c.owner_id')
        .orderBy('c.version')
        .execute();
      return rows.map(fromRow);
    },
  };
}

async function highestVersion(db: Database, ownerId: string): Promise<number> {
  const row = await db
    .selectFrom('consent')
    .select('version')
    .where('owner_id', '=', ownerId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function put(tx: Database, consent: NewConsent): Promise<PutConsent> {
  const { ownerId, version } = consent.statement;
  // Locked, so that racing consents of one owner come one after the other.
  await tx.selectFrom('owner').select('owner_id').where('owner_id', '=', ownerId).forUpdate().execute();
  const known = await tx
    .selectFrom('consent')
    .select('version')
    .where('hash', '=', consent.hash)
    .executeTakeFirst();
  if (known !== undefined) return { kind: 'known' };
  const highest = await highestVersion(tx, ownerId);
  if (version <= highest) return { kind: 'not-rising', highest };
  const unknown = await unknownCameras(tx, consent);
  if (unknown.length > 0) return { kind: 'unknown-camera', cameraIds: unknown };
  await tx
    .insertInto('consent')
    .values({
      owner_id: ownerId,
      version,
      hash: consent.hash,
      key_id: consent.keyId,
      envelope: JSON.stringify(consent.envelope),
      received_at: consent.receivedAt,
    })
    .execute();
  await setTerms(tx, consent);
  return { kind: 'stored' };
}

async function unknownCameras(tx: Database, { statement }: NewConsent): Promise<CameraId[]> {
  const rows = await tx
    .selectFrom('camera')
    .select(['camera_id', 'gateway_id'])
    .where('owner_id', '=', statement.ownerId)
    .where(
      'camera_id',
      'in',
      statement.cameras.map((camera) => camera.cameraId),
    )
    .execute();
  const gatewayOf = new Map(rows.map((row) => [row.camera_id, row.gateway_id]));
  return statement.cameras
    .filter((camera) => gatewayOf.get(camera.cameraId) !== camera.gatewayId)
    .map((camera) => camera.cameraId);
}

/** What was in force until now becomes `previous`; terms that never came into force are replaced without a trace here. */
async function setTerms(tx: Database, { statement, hash, receivedAt }: NewConsent): Promise<void> {
  const held = sql`(c.consent_state = 'in-force' or (c.consent_state = 'waiting' and c.effective_at <= ${receivedAt}::bigint))`;
  await sql`
    update camera c set
      previous_terms = case when ${held} then c.terms else c.previous_terms end,
      previous_version = case when ${held} then c.terms_version else c.previous_version end,
      previous_hash = case when ${held} then c.terms_hash else c.previous_hash end,
      terms = new.terms, terms_version = ${statement.version}::int, terms_hash = ${hash}::text,
      consent_state = 'sent', effective_at = null, consent_detail = '',
      paused_until = nullif(c.paused_until, 'Infinity')
    from json_array_elements(${JSON.stringify(statement.cameras)}::json) as new(terms)
    where c.camera_id = new.terms ->> 'cameraId'`.execute(tx);
}

function fromRow(row: Selectable<ConsentTable>): StoredConsent {
  return {
    ownerId: row.owner_id as StoredConsent['ownerId'],
    version: row.version,
    hash: row.hash,
    envelope: row.envelope,
    keyId: row.key_id,
    receivedAt: row.received_at,
  };
}
