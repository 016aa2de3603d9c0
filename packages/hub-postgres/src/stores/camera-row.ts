import type { StoredCamera } from '@porchlight/hub-core';
import type { Selectable } from 'kysely';
import type { CameraTable } from '../schema/tables.ts';

/** Every column but `place`, which only the circle query reads. */
export const CAMERA_COLUMNS = [
  'camera_id',
  'gateway_id',
  'owner_id',
  'label',
  'state',
  'detail',
  'has_sub',
  'present',
  'terms',
  'terms_version',
  'terms_hash',
  'consent_state',
  'effective_at',
  'consent_detail',
  'previous_terms',
  'previous_version',
  'previous_hash',
  'withdrawn_version',
  'paused_until',
] as const;

export type CameraRow = Pick<Selectable<CameraTable>, (typeof CAMERA_COLUMNS)[number]>;

export function cameraOf(row: CameraRow): StoredCamera {
  return {
    cameraId: row.camera_id as StoredCamera['cameraId'],
    gatewayId: row.gateway_id as StoredCamera['gatewayId'],
    ownerId: row.owner_id as StoredCamera['ownerId'],
    label: row.label,
    state: row.state,
    detail: row.detail,
    hasSub: row.has_sub,
    present: row.present,
    consent: consentOf(row),
    previous: previousOf(row),
    withdrawnVersion: row.withdrawn_version,
    pausedUntil: row.paused_until,
  };
}

function consentOf(row: CameraRow): StoredCamera['consent'] {
  const { terms, terms_version, terms_hash, consent_state } = row;
  // The table's own check keeps these four null together.
  if (terms === null || terms_version === null || terms_hash === null || consent_state === null) return null;
  return {
    terms,
    version: terms_version,
    hash: terms_hash,
    state: consent_state,
    effectiveAt: row.effective_at,
    detail: row.consent_detail,
  };
}

function previousOf(row: CameraRow): StoredCamera['previous'] {
  const { previous_terms, previous_version, previous_hash } = row;
  if (previous_terms === null || previous_version === null || previous_hash === null) return null;
  return { terms: previous_terms, version: previous_version, hash: previous_hash };
}
