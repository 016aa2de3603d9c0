import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubToGateway } from '@porchlight/contract';
import type { CameraId, Clock, OwnerId } from '@porchlight/domain';
import type { Envelope, PublicKey } from '@porchlight/statements';
import type { TestLog } from '@porchlight/testkit';
import { type Gateway, openGateway, openStateFiles, type StateFiles, systemRandom } from '../src/index.ts';
import { FakeHub } from './fake-hub.ts';
import { ScriptedCameras } from './scripted-camera.ts';

/** A clock that runs, and that a test can move. */
export class TestClock implements Clock {
  readonly #start: number;
  readonly #zero = performance.now();
  /** Milliseconds by which the wall clock, and the monotonic one, have been moved. */
  wall = 0;
  mono = 0;

  constructor(start: number) {
    this.#start = start;
  }

  now(): number {
    return Math.round(this.#start + performance.now() - this.#zero + this.wall);
  }

  monotonic(): number {
    return performance.now() + this.mono;
  }
}

export interface ProgrammePapers {
  readonly root: Envelope;
  readonly programme: Envelope;
  readonly policy: Envelope;
  readonly roster: Envelope;
}

export interface WorldOwner {
  readonly ownerId: string;
  readonly keys: readonly PublicKey[];
}

/** A gateway with scripted cameras on a hub in the same process. */
export class GatewayWorld {
  readonly clock: TestClock;
  readonly cameras = new ScriptedCameras();
  readonly events: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  /** Why the gateway wanted to be started anew. */
  readonly begunAnew: string[] = [];
  hub: FakeHub;
  gateway!: Gateway;
  files!: StateFiles;
  readonly dir: string;
  readonly #papers: ProgrammePapers;

  private constructor(hub: FakeHub, dir: string, papers: ProgrammePapers, now: number) {
    this.hub = hub;
    this.dir = dir;
    this.#papers = papers;
    this.clock = new TestClock(now);
    hub.greeting = [this.trustMessage()];
  }

  static async start(papers: ProgrammePapers, now: number, log?: TestLog): Promise<GatewayWorld> {
    const dir = await mkdtemp(join(tmpdir(), 'porchlight-gateway-'));
    const world = new GatewayWorld(await FakeHub.start(papers.root), dir, papers, now);
    if (log) world.hub.log = { entries: log, now: () => world.clock.now() };
    await world.startGateway();
    return world;
  }

  /** `wrap` puts a fault in front of the disk. */
  async startGateway(wrap: (files: StateFiles) => StateFiles = (files) => files): Promise<void> {
    this.files = wrap(await openStateFiles(this.dir));
    this.gateway = await openGateway(
      { hub: this.hub.url, allowCameraNets: [] },
      {
        files: this.files,
        clock: this.clock,
        random: systemRandom,
        log: (event, fields) => this.events.push({ event, fields }),
        openCamera: this.cameras.open,
        beginAnew: (error) => this.begunAnew.push(error.message),
      },
    );
  }

  trustMessage(changes: Partial<Extract<HubToGateway, { t: 'trust' }>> = {}): HubToGateway {
    const { root, programme, policy, roster } = this.#papers;
    return { t: 'trust', root, rosters: [roster], programme, policy, pause: null, ...changes };
  }

  async enrol(owner: WorldOwner): Promise<void> {
    const enrolled = await this.gateway.enrol(await this.hub.makeCode(owner.ownerId, owner.keys), 'Box');
    if (enrolled.kind === 'refused') throw new Error(enrolled.code);
    await this.hub.until(() => this.events.some(({ event }) => event === 'trust-advanced'), 'trust');
  }

  /** Adds a scripted camera; its main address is `rtsp://192.0.2.1/<label>`. */
  async addCamera(ownerId: string, label: string, hasSub = true): Promise<CameraId> {
    const mainUrl = `rtsp://192.0.2.1/${label}`;
    const added = await this.gateway.addCamera({
      ownerId: ownerId as OwnerId,
      label,
      mainUrl,
      subUrl: hasSub ? `${mainUrl}/sub` : undefined,
    });
    if (added.kind === 'refused') throw new Error(added.sentence);
    return added.cameraId;
  }

  camera(label: string) {
    return this.cameras.at(`rtsp://192.0.2.1/${label}`);
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.hub.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}
