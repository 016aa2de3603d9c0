import type { NewLook, NewLookCamera, StoredLook, StoredLookCamera } from '@porchlight/hub-core';
import type { Insertable, Selectable } from 'kysely';
import type { LookCameraTable, LookTable } from '../schema/tables.ts';

export function lookRow(look: NewLook): Insertable<LookTable> {
  return {
    request_id: look.requestId,
    request_hash: look.requestHash,
    request: JSON.stringify(look.request),
    incident_id: look.incidentId,
    incident_hash: look.incidentHash,
    operator_id: look.operatorId,
    operator_name: look.operatorName,
    role: look.role,
    class: look.class,
    place: look.place,
    follow: look.follow,
    max_cameras: look.maxCameras,
    started_at: look.startedAt,
    ends_at: look.endsAt,
    state: look.state,
    ended_at: null,
    ended_because: null,
  };
}

export function cameraRow(requestId: string, camera: NewLookCamera): Insertable<LookCameraTable> {
  return {
    request_id: requestId,
    camera_id: camera.cameraId,
    gateway_id: camera.gatewayId,
    owner_id: camera.ownerId,
    label: camera.label,
    pose: JSON.stringify(camera.pose),
    distance_m: camera.distanceM,
    followed: camera.followed,
    has_sub: camera.hasSub,
    viewer_state: camera.viewerState,
    owner_state: camera.ownerState,
    because: JSON.stringify(camera.because),
    since: camera.since,
    until_at: camera.ownerState === 'watching' ? null : camera.since,
  };
}

export function lookOf(row: Selectable<LookTable>, cameras: readonly StoredLookCamera[]): StoredLook {
  return {
    requestId: row.request_id as StoredLook['requestId'],
    requestHash: row.request_hash,
    request: row.request,
    incidentId: row.incident_id as StoredLook['incidentId'],
    incidentHash: row.incident_hash,
    operatorId: row.operator_id as StoredLook['operatorId'],
    operatorName: row.operator_name,
    role: row.role,
    class: row.class as StoredLook['class'],
    place: row.place,
    follow: row.follow,
    maxCameras: row.max_cameras,
    startedAt: row.started_at,
    endsAt: row.ends_at,
    state: row.state,
    endedAt: row.ended_at,
    endedBecause: row.ended_because,
    cameras,
  };
}

export function lookCameraOf(row: Selectable<LookCameraTable>): StoredLookCamera {
  return {
    cameraId: row.camera_id as StoredLookCamera['cameraId'],
    gatewayId: row.gateway_id as StoredLookCamera['gatewayId'],
    ownerId: row.owner_id as StoredLookCamera['ownerId'],
    label: row.label,
    pose: row.pose,
    distanceM: row.distance_m,
    followed: row.followed,
    hasSub: row.has_sub,
    viewerState: row.viewer_state,
    ownerState: row.owner_state,
    because: row.because,
    since: row.since,
    until: row.until_at,
    seconds: row.seconds,
  };
}
