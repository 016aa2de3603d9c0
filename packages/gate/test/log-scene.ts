import type { CameraId, GatewayId } from '@porchlight/domain';
import type { Envelope, Trust } from '@porchlight/statements';
import type { LookEvidence } from '@porchlight/statements/leaf';
import { makeProgramme, TEST_NOW, TestLog, type TestProgramme } from '@porchlight/testkit';
import { type Followed, LogFollower } from '../src/log/log-follower.ts';
import { prepareLook } from '../src/prepare-look.ts';
import type { Preparation } from '../src/prepared-look.ts';

export const CONSENT = 'A'.repeat(43);
export const CAMERA = {
  cameraId: 'cam-1' as CameraId,
  gatewayId: 'gw-1' as GatewayId,
  consentHash: CONSENT,
};

/** What a gateway is given beside the scene's own papers. */
export interface Given {
  readonly evidence: LookEvidence;
  readonly request?: Envelope;
  readonly incidents?: Envelope[];
  readonly trust?: Trust;
  readonly now?: number;
  readonly consentHash?: string;
}

/** A programme with its log, an incident, a request for it, and a gateway that has followed the log from before. */
export class LogScene {
  readonly p: TestProgramme;
  readonly incident: Envelope;
  readonly log: TestLog;
  request: Envelope;
  follower: LogFollower;
  /** Entries the gateway has read. */
  read = 0;

  private constructor(p: TestProgramme, incident: Envelope, request: Envelope) {
    this.p = p;
    this.incident = incident;
    this.request = request;
    this.log = new TestLog(p.logKeys);
    this.follower = new LogFollower(p.logKeys.policy(), null);
  }

  static async open(made?: TestProgramme): Promise<LogScene> {
    const p = made ?? (await makeProgramme());
    const incident = await p.incident();
    const scene = new LogScene(p, incident, await p.request(incident));
    for (let i = 0; i < 5; i++) scene.log.appendBytes(new TextEncoder().encode(`earlier ${i}`));
    await scene.begin();
    return scene;
  }

  /** The gateway begins at the head as it is. */
  async begin(): Promise<void> {
    this.follower = new LogFollower(this.p.logKeys.policy(), null);
    await this.follower.start(await this.log.start(TEST_NOW), TEST_NOW);
    this.read = this.log.size;
  }

  /** The gateway reads what is new. */
  async catchUp(at = TEST_NOW): Promise<Followed> {
    const taken = await this.follower.take(await this.log.part(this.read, at), at, () => undefined);
    if (taken.kind === 'verified') this.read = this.log.size;
    return taken;
  }

  /** Writes the request; `changes` let the log say something else. */
  logged(changes: Parameters<TestLog['request']>[4] = {}): Promise<LookEvidence> {
    return this.log.request(this.p.trust, this.request, [this.incident], [CAMERA], changes);
  }

  prepare(given: Given): Promise<Preparation> {
    return prepareLook({
      trust: given.trust ?? this.p.trust,
      now: given.now ?? TEST_NOW,
      request: given.request ?? this.request,
      incidents: given.incidents ?? [this.incident],
      log: {
        evidence: given.evidence,
        rootAt: (size) => this.follower.rootAt(size),
        held: (cameraId) =>
          cameraId === CAMERA.cameraId
            ? { gatewayId: CAMERA.gatewayId, consentHash: given.consentHash ?? CONSENT }
            : undefined,
        facts: { followed: this.follower.followed, fault: null },
      },
    });
  }
}
