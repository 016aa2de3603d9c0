import type { CameraId, Clock, RequestId } from '@porchlight/domain';
import type { RecordLog } from '../state/record-log.ts';
import type { LookRecord } from '../state/state-schemas.ts';

/** The requests this gateway has acted on, on the disk before the first picture. */
export interface NonceBook {
  /** True when this request was taken for this camera, or its id for another request. */
  seen(requestId: RequestId, requestHash: string, cameraId: CameraId): boolean;
  /** How many cameras this request has been taken for. */
  count(requestId: RequestId): number;
  /** Takes the request for these cameras: seen at once, on the disk (one write) when it resolves. */
  take(requestId: RequestId, requestHash: string, cameraIds: readonly CameraId[]): Promise<void>;
  /** The hub has been told how the look at this camera ended. */
  settle(requestId: RequestId, cameraId: CameraId): Promise<void>;
  /** Taken before this start and never settled: the process died while they ran. */
  readonly lapsed: readonly TakenLook[];
}

export interface TakenLook {
  readonly requestId: RequestId;
  readonly requestHash: string;
  readonly cameraId: CameraId;
}

export function openNonceBook(
  { log, records }: { readonly log: RecordLog<LookRecord>; readonly records: readonly LookRecord[] },
  clock: Clock,
): NonceBook {
  const taken = new Map<RequestId, { readonly hash: string; readonly cameras: Set<CameraId> }>();
  const note = (requestId: RequestId, hash: string, cameraIds: readonly CameraId[]): void => {
    const entry = taken.get(requestId) ?? { hash, cameras: new Set() };
    for (const id of cameraIds) entry.cameras.add(id);
    taken.set(requestId, entry);
  };
  for (const record of records)
    if (record.t === 'taken') note(record.requestId, record.requestHash, record.cameraIds);
  return {
    lapsed: unsettled(records),
    seen(requestId, requestHash, cameraId) {
      const entry = taken.get(requestId);
      return entry !== undefined && (entry.hash !== requestHash || entry.cameras.has(cameraId));
    },
    count: (requestId) => taken.get(requestId)?.cameras.size ?? 0,
    take(requestId, requestHash, cameraIds) {
      note(requestId, requestHash, cameraIds);
      return log.append([{ t: 'taken', requestId, requestHash, cameraIds: [...cameraIds], at: clock.now() }]);
    },
    settle: (requestId, cameraId) =>
      log.append([{ t: 'settled', requestId, cameraIds: [cameraId], at: clock.now() }]),
  };
}

function unsettled(records: readonly LookRecord[]): TakenLook[] {
  const settled = new Set(
    records.flatMap((r) => (r.t === 'settled' ? r.cameraIds.map((id) => `${r.requestId} ${id}`) : [])),
  );
  return records.flatMap((r) =>
    r.t === 'taken'
      ? r.cameraIds
          .filter((cameraId) => !settled.has(`${r.requestId} ${cameraId}`))
          .map((cameraId) => ({ requestId: r.requestId, requestHash: r.requestHash, cameraId }))
      : [],
  );
}
