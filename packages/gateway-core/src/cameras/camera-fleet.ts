import type { GatewayToHub, StreamName } from '@porchlight/contract';
import type { CameraId, Clock, OwnerId } from '@porchlight/domain';
import type {
  AddressPolicy,
  CameraSource,
  CameraState,
  CameraTargets,
  Mask,
  MaskableCamera,
  MediaShare,
  openCamera,
  StreamPorts,
} from '@porchlight/media';
import { maskable, openPictureCamera } from '@porchlight/media';
import { toHex } from '@porchlight/statements';
import type { UnitSource } from '../pictures/stream-caster.ts';
import type { Random } from '../ports.ts';
import type { Document } from '../state/document.ts';
import type { CameraRecord } from '../state/state-schemas.ts';

export interface NewCamera {
  readonly ownerId: OwnerId;
  readonly label: string;
  readonly mainUrl: string;
  readonly subUrl?: string | undefined;
  readonly username?: string | undefined;
  /** WHEP: the token. */
  readonly password?: string | undefined;
  /** RTSP when absent. */
  readonly source?: CameraRecord['source'];
}

type CameraReport = Extract<GatewayToHub, { t: 'cameras' }>['cameras'];

/** The cameras of this box: each on its own, so that one that hangs costs the others nothing. */
export interface CameraFleet {
  readonly records: readonly CameraRecord[];
  state(cameraId: CameraId): CameraState | undefined;
  hasSub(cameraId: CameraId): boolean;
  /** For the hub: no address and no credential. */
  report(): CameraReport;
  /** The stream that is there: without a sub stream, main stands for it. Undefined for an unknown camera. */
  source(cameraId: CameraId, stream: StreamName): UnitSource | undefined;
  add(camera: NewCamera): Promise<CameraId>;
  /** The camera is reached otherwise from now on; what was open of it closes. */
  setSource(cameraId: CameraId, source: CameraRecord['source']): Promise<void>;
  remove(cameraId: CameraId): Promise<void>;
  /** Closes the connection to the camera and opens it anew, for "test". */
  reopen(cameraId: CameraId): void;
  /** Covers this from the moment it returns, for whoever looks, too. */
  setMask(cameraId: CameraId, mask: Mask): void;
  /** Both streams are H.264 from now on, made here where the camera sends something else; or as the camera sends them. */
  setH264(cameraId: CameraId, only: boolean): void;
  close(): void;
}

export interface FleetPorts {
  readonly document: Document<readonly CameraRecord[]>;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: AddressPolicy;
  readonly share?: MediaShare | undefined;
  /** How a camera is reached; RTSP unless a test plays the camera. */
  readonly openCamera: typeof openCamera;
  /** How a camera is reached that is asked for sessions. */
  readonly openLive: (record: CameraRecord, onState: (state: CameraState) => void) => CameraSource;
  /** What is covered in a camera's picture when it is opened. */
  readonly maskOf: (cameraId: CameraId) => Mask;
  /** A camera came, went, or changed its state. */
  readonly onChange: (cameraId: CameraId, state: CameraState | undefined) => void;
}

/** Starts every camera on record at once. */
export function openCameraFleet(ports: FleetPorts): CameraFleet {
  const { document } = ports;
  const open = new Map<CameraId, MaskableCamera>();
  /** Kept over {@link CameraFleet.reopen}. */
  const h264 = new Set<CameraId>();
  const streamPorts: StreamPorts = {
    policy: ports.policy,
    share: ports.share,
    nowUs: () => ports.clock.now() * 1000,
    random: () => ports.random.fraction(),
  };
  const openSource = (record: CameraRecord, changed: () => void): CameraSource => {
    const { kind } = record.source;
    if (kind === 'rtsp') return ports.openCamera(targetsOf(record), streamPorts, changed);
    if (kind === 'pictures') return openPictureCamera(targetsOf(record).main, streamPorts, changed);
    return ports.openLive(record, changed);
  };
  const start = (record: CameraRecord): void => {
    const { cameraId } = record;
    const changed = (): void => {
      if (open.get(cameraId) === camera) ports.onChange(cameraId, camera.state);
    };
    const source = openSource(record, changed);
    // From here on the camera can be had with its mask alone.
    const camera = maskable(source, ports.maskOf(cameraId), changed, { share: ports.share });
    open.set(cameraId, camera);
    if (h264.has(cameraId)) camera.setH264(true);
  };
  const stop = (cameraId: CameraId): void => {
    const source = open.get(cameraId);
    open.delete(cameraId);
    source?.close();
  };
  for (const record of document.value) start(record);
  return {
    get records() {
      return document.value;
    },
    state: (cameraId) => open.get(cameraId)?.state,
    hasSub: (cameraId) => open.get(cameraId)?.hasSub ?? false,
    report: () => document.value.map((record) => reportOf(record, open.get(record.cameraId)?.state)),
    source: (cameraId, stream) => unitSource(open, cameraId, stream),
    async add(camera) {
      const record = recordOf(camera, ports);
      await document.update((records) => [...records, record]);
      start(record);
      ports.onChange(record.cameraId, open.get(record.cameraId)?.state);
      return record.cameraId;
    },
    async setSource(cameraId, source) {
      const changed = document.update((records) =>
        records.map((record) => (record.cameraId === cameraId ? { ...record, source } : record)),
      );
      this.reopen(cameraId);
      await changed;
    },
    async remove(cameraId) {
      stop(cameraId);
      await document.update((records) => records.filter((record) => record.cameraId !== cameraId));
      ports.onChange(cameraId, undefined);
    },
    reopen(cameraId) {
      const record = document.value.find((r) => r.cameraId === cameraId);
      if (record === undefined) return;
      stop(cameraId);
      start(record);
      if (record.source.kind !== 'rtsp') ports.onChange(cameraId, open.get(cameraId)?.state);
    },
    setH264(cameraId, only) {
      if (only) h264.add(cameraId);
      else h264.delete(cameraId);
      open.get(cameraId)?.setH264(only);
    },
    setMask: (cameraId, mask) => open.get(cameraId)?.setMask(mask),
    close() {
      for (const id of [...open.keys()]) stop(id);
    },
  };
}

function targetsOf({ mainUrl, subUrl, username, password }: CameraRecord): CameraTargets {
  const main = { url: mainUrl, username, password };
  return subUrl === null ? { main } : { main, sub: { url: subUrl, username, password } };
}

/** Looks the camera up at each call, so that a viewing survives {@link CameraFleet.reopen} without holding a dead source. */
function unitSource(
  open: ReadonlyMap<CameraId, MaskableCamera>,
  cameraId: CameraId,
  stream: StreamName,
): UnitSource | undefined {
  if (!open.has(cameraId)) return undefined;
  return {
    subscribe: (onUnit) => open.get(cameraId)?.subscribe(stream, onUnit) ?? (() => undefined),
    newestGop: () => open.get(cameraId)?.newestGop(stream) ?? [],
  };
}

function recordOf(camera: NewCamera, { clock, random }: FleetPorts): CameraRecord {
  return {
    cameraId: `cam-${toHex(random.bytes(6))}` as CameraId,
    ownerId: camera.ownerId,
    label: camera.label,
    mainUrl: camera.mainUrl,
    subUrl: camera.subUrl || null,
    username: camera.username ?? '',
    password: camera.password ?? '',
    source: camera.source ?? { kind: 'rtsp' },
    addedAt: clock.now(),
  };
}

function reportOf(record: CameraRecord, state: CameraState | undefined): CameraReport[number] {
  return {
    cameraId: record.cameraId,
    ownerId: record.ownerId,
    label: record.label,
    state: state?.kind ?? 'connecting',
    detail: (state?.detail ?? '').slice(0, 300),
    hasSub: record.subUrl !== null,
  };
}
