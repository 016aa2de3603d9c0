import type { LookCamera, LookEndCause } from '@porchlight/contract';
import type { CameraId, Clock, EpochMs, RequestId } from '@porchlight/domain';
import {
  type CameraFacts,
  judgeCamera,
  type LogFacts,
  type LogPapers,
  type PreparedLook,
  type Refusal,
  withIncident,
  withLog,
  withTrust,
} from '@porchlight/gate';
import { type IncidentStatement, readStatement, type Trust } from '@porchlight/statements';
import type { Casters } from '../pictures/casters.ts';
import { CameraLook, FIRST_WANT, type Want } from './camera-look.ts';
import { Closings, type EndCause, type Matches, OPENING_MS } from './closings.ts';
import { judgeLook, type Look, type LookMemory, type LookMessage } from './look.ts';
import type { NonceBook } from './nonce-book.ts';
import type { Outcomes } from './outcomes.ts';
import { mintPermit } from './permit.ts';

/** Viewers of one camera at once: an epoch names each of them. */
const MAX_VIEWERS = 64;

/** Ended requests to remember; one older than these is over by its time or its nonce. */
const MAX_FINISHED = 10_000;

export interface KeeperPorts {
  readonly trust: () => Trust | null;
  readonly facts: (cameraId: CameraId) => CameraFacts | undefined;
  readonly hasSub: (cameraId: CameraId) => boolean;
  readonly nonces: NonceBook;
  readonly outcomes: Outcomes;
  readonly casters: Casters;
  readonly clock: Clock;
  /** The public log as it was read here. */
  readonly log: {
    readonly facts: LogFacts;
    rootAt(size: number): Uint8Array | undefined;
    /** On the disk as far as it was read. */
    kept(): Promise<void>;
  };
  /** Why no picture may leave just now, whatever the gate says; undefined when it may. */
  readonly obstacle: () => EndCause | undefined;
}

/** A running look at one camera, for people. */
export interface RunningView {
  readonly requestId: RequestId;
  readonly cameraId: CameraId;
  readonly incident: IncidentStatement;
  readonly since: EpochMs;
  readonly endsAt: EpochMs;
}

const codesOf = (refusals: readonly Refusal[]): string[] => refusals.map((refusal) => refusal.code);

/**
 * The looks of this gateway: opens what the gate permits, judges it again whenever something changes and once a second, and
 * ends it at the first no. What closes takes effect before the call returns.
 */
export class LookKeeper {
  readonly #ports: KeeperPorts;
  readonly #looks = new Map<RequestId, Look>();
  readonly #closings: Closings;
  readonly #finished = new Set<RequestId>();

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    this.#closings = new Closings(ports.clock);
  }

  get running(): readonly RunningView[] {
    return [...this.#looks.values()].flatMap(({ prepared, cameras }) =>
      [...cameras.values()].map(({ permit, since, cameraId }) => ({
        requestId: permit.requestId,
        cameraId,
        incident: prepared.newest.statement,
        since,
        endsAt: permit.endsAt,
      })),
    );
  }

  /** Judges a request. Resolves when every camera was refused or has opened; the caller need not wait for the second. */
  async open(message: LookMessage, heardAt: number): Promise<{ readonly opened: Promise<void> }> {
    const { trust, clock, nonces } = this.#ports;
    const memory: LookMemory = {
      knownAs: (requestId) => this.#looks.get(requestId),
      wasTaken: (requestId) => nonces.count(requestId) > 0,
    };
    const { log } = this.#ports;
    const papers = { facts: log.facts, rootAt: (size: number) => log.rootAt(size), held: this.#held };
    const judged = await judgeLook(message, trust(), memory, papers, clock.now());
    const unique = [...new Map(message.cameras.map((camera) => [camera.cameraId, camera])).values()];
    if (judged.kind === 'refuse')
      for (const { cameraId } of unique) this.#report(judged, cameraId, 'refused', judged.codes);
    if (judged.kind !== 'look') return { opened: Promise.resolve() };
    const { look } = judged;
    this.#looks.set(look.prepared.request.statement.requestId, look);
    return { opened: this.#openAll(look, this.#admitted(look, unique), heardAt) };
  }

  readonly #held: LogPapers['held'] = (cameraId) => {
    const known = this.#ports.facts(cameraId);
    if (!known?.consent) return undefined;
    return { gatewayId: known.gatewayId, consentHash: known.consent.hash };
  };

  /** The cameras that may open; the others are refused with every rule that says no. */
  #admitted(look: Look, cameras: readonly LookCamera[]): LookCamera[] {
    const { requestId, maxCameras } = look.prepared.request.statement;
    let room = maxCameras - this.#ports.nonces.count(requestId);
    return cameras.filter(({ cameraId }) => {
      const codes = this.#objections(look, cameraId);
      if (codes.length === 0 && room-- <= 0) codes.push('too-many-cameras');
      if (codes.length > 0) this.#report(look.prepared, cameraId, 'refused', codes);
      return codes.length === 0;
    });
  }

  #objections({ prepared }: Look, cameraId: CameraId): string[] {
    const { nonces, facts, casters, clock, obstacle } = this.#ports;
    const { statement, hash } = prepared.request;
    if (this.#finished.has(statement.requestId)) return ['look-over'];
    if (nonces.seen(statement.requestId, hash, cameraId)) return ['replay'];
    const known = facts(cameraId);
    if (known === undefined) return ['other-gateway'];
    const hindrance = obstacle();
    if (hindrance) return [hindrance];
    if (casters.viewers(cameraId) >= MAX_VIEWERS) return ['too-many-viewers'];
    const verdict = judgeCamera(prepared, known, clock.now());
    return verdict.kind === 'permit' ? [] : codesOf(verdict.refusals);
  }

  async #openAll(look: Look, cameras: readonly LookCamera[], heardAt: number): Promise<void> {
    if (cameras.length === 0) return;
    const { statement, hash } = look.prepared.request;
    const ids = cameras.map((camera) => camera.cameraId);
    // A write that failed stands in the state's fault, and that is an obstacle to each camera.
    await Promise.allSettled([
      this.#ports.nonces.take(statement.requestId, hash, ids),
      this.#ports.log.kept(),
    ]);
    for (const camera of cameras) this.#openOne(look, camera, heardAt);
  }

  /** The last word, in the same moment as the first picture: whatever changed while the nonce was written counts. */
  #openOne(look: Look, camera: LookCamera, heardAt: number): void {
    const { facts, clock, obstacle, casters, hasSub } = this.#ports;
    const { cameraId } = camera;
    const { requestId } = look.prepared.request.statement;
    const late = clock.monotonic() - heardAt > OPENING_MS ? 'too-slow' : undefined;
    const closed = obstacle() ?? this.#closings.since(heardAt, requestId, cameraId) ?? late;
    const known = facts(cameraId);
    if (closed || !known) {
      this.#report(look.prepared, cameraId, 'refused', [closed ?? 'camera-removed']);
      return;
    }
    const minted = mintPermit(look.prepared, known, camera, clock);
    if (minted.kind === 'refuse') {
      this.#report(look.prepared, cameraId, 'refused', codesOf(minted.refusals));
      return;
    }
    const opened = new CameraLook(minted.permit, clock.now(), hasSub(cameraId), casters);
    look.cameras.set(cameraId, opened);
    opened.endsWithin(minted.permit.remainingMs, () => this.#end(look, opened, ['time-over']));
    opened.want(look.wants.get(cameraId) ?? FIRST_WANT);
    this.#report(look.prepared, cameraId, 'opened', []);
  }

  /** A newer statement of an incident: its looks are judged by it from now on. */
  async incident(envelope: unknown): Promise<void> {
    const read = await readStatement('incident', envelope);
    if (read.kind === 'refused') return;
    const { incidentId } = read.value.statement;
    for (const look of this.#looks.values()) {
      if (look.prepared.newest.statement.incidentId !== incidentId) continue;
      const newer = await withIncident(look.prepared, envelope, this.#ports.clock.now());
      if (newer.kind === 'ok') look.prepared = newer.look;
    }
    this.rejudge();
  }

  /** The public log was read further, or shown falsely. */
  logChanged(): void {
    const { facts } = this.#ports.log;
    for (const look of this.#looks.values()) look.prepared = withLog(look.prepared, facts);
    this.rejudge();
  }

  /** Roster, policy, programme or pause changed. */
  trustChanged(): void {
    const trust = this.#ports.trust();
    if (trust) for (const look of this.#looks.values()) look.prepared = withTrust(look.prepared, trust);
    this.rejudge();
  }

  /** Asks the gate again about every running camera; forgets requests whose time is over. */
  rejudge(): void {
    const { clock } = this.#ports;
    for (const [requestId, look] of [...this.#looks]) {
      for (const camera of [...look.cameras.values()]) this.#judgeAgain(look, camera);
      if (clock.now() >= look.prepared.endsAt && look.cameras.size === 0) this.#looks.delete(requestId);
    }
  }

  #judgeAgain(look: Look, camera: CameraLook): void {
    const { facts, clock, obstacle } = this.#ports;
    const known = facts(camera.cameraId);
    const hindrance = obstacle() ?? (known ? undefined : 'camera-removed');
    const verdict = known && judgeCamera(look.prepared, known, clock.now());
    if (hindrance) this.#end(look, camera, [hindrance]);
    else if (!camera.permit.live) this.#end(look, camera, ['time-over']);
    else if (verdict?.kind === 'refuse') this.#end(look, camera, codesOf(verdict.refusals));
    else if (verdict && verdict.endsAt < camera.permit.endsAt)
      camera.endsWithin(verdict.endsAt - clock.now(), () => this.rejudge());
  }

  /** What the viewer of a camera shows now. */
  want(requestId: RequestId, cameraId: CameraId, want: Want): void {
    const look = this.#looks.get(requestId);
    look?.wants.set(cameraId, want);
    look?.cameras.get(cameraId)?.want(want);
  }

  /** The hub says that the look is over: all of it, for good. */
  finish(requestId: RequestId, cause: LookEndCause): void {
    this.#finished.add(requestId);
    const [oldest] = this.#finished;
    if (oldest && this.#finished.size > MAX_FINISHED) this.#finished.delete(oldest);
    this.end((id) => id === requestId, cause);
  }

  /** Ends what matches, running or just being opened. No picture of it leaves after this returns. */
  end(matches: Matches, cause: EndCause): void {
    this.#closings.add(matches, cause);
    for (const [requestId, look] of [...this.#looks])
      for (const camera of [...look.cameras.values()])
        if (matches(requestId, camera.cameraId)) this.#end(look, camera, [cause]);
  }

  #end(look: Look, camera: CameraLook, reasons: readonly string[]): void {
    if (look.cameras.get(camera.cameraId) !== camera) return;
    camera.end();
    look.cameras.delete(camera.cameraId);
    this.#report(look.prepared, camera.cameraId, 'ended', reasons);
  }

  #report(
    about: { readonly request: PreparedLook['request']; readonly newest?: PreparedLook['newest'] },
    cameraId: CameraId,
    result: 'opened' | 'refused' | 'ended',
    reasons: readonly string[],
  ): void {
    const { request, newest } = about;
    const incident = newest && { class: newest.statement.class, place: newest.statement.place };
    this.#ports.outcomes.report({
      requestId: request.statement.requestId,
      requestHash: request.hash,
      cameraId,
      result,
      reasons,
      ...(incident ? { incident } : {}),
    });
  }
}
