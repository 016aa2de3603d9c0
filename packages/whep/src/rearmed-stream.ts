import { type AccessUnit, type CameraState, GopBuffer } from '@porchlight/media';
import type { EndedWhy } from './peer-process.ts';
import { LOST, OPENING, REARMING, refusalState, SILENT } from './session-words.ts';
import type { OpenedWhep, WhepHandlers, WhepRefusal, WhepTarget } from './whep-session.ts';

/** `limitMs`: the service ends a session after this long; null when it does not say. */
export interface SessionTarget extends WhepTarget {
  readonly limitMs: number | null;
}

export type SessionAccess =
  | { readonly kind: 'granted'; readonly target: SessionTarget }
  | { readonly kind: 'refused'; readonly state: CameraState; readonly retryMs?: number | undefined };

export interface StreamSessions {
  /** Asked before each session, re-arms included: is somebody permitted to look, at this moment? Nothing opens on a no. */
  mayOpen(): boolean;
  /** What it is while nobody looks. */
  resting(): CameraState;
  /** Address and token for the next session. `renew`: the last token was refused. */
  access(renew: boolean): Promise<SessionAccess>;
  open(target: SessionTarget, handlers: WhepHandlers, signal: AbortSignal): Promise<OpenedWhep>;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
}

interface Session {
  close: () => void;
  readonly openedAt: number;
  readonly limitMs: number | null;
  shown: boolean;
}

const LONGEST_LEAD_MS = 5_000;
/** Before a limit that allows no overlap: long enough that it is we who end the session, and know that we did. */
const CUT_MS = 250;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** A session that the service ends after this long is taken for ended by a limit we were not told. */
const LIMIT_SIGN_MS = 8_000;
const NOT_NOW_MS = 1_000;

/**
 * One live stream made of sessions that end: the next is opened before the limit of the one that plays, and takes over at its
 * first key unit, so that nothing is missed; where the service allows no second session (409) the stream says so and
 * goes on after a gap. Runs only between {@link start} and {@link stop}.
 */
export class RearmedStream {
  readonly gop = new GopBuffer('main');
  readonly #sessions: StreamSessions;
  readonly #onUnit: (unit: AccessUnit) => void;
  readonly #onState: (state: CameraState) => void;
  #state: CameraState | undefined;
  #run: AbortController | undefined;
  #playing: Session | undefined;
  #next: Session | undefined;
  #arming = false;
  #timer: NodeJS.Timeout | undefined;
  /** Learnt from the service; true until it refused. */
  #overlaps = true;
  #renew = false;
  #failures = 0;
  #lastUs = 0;

  constructor(
    sessions: StreamSessions,
    onUnit: (unit: AccessUnit) => void,
    onState: (state: CameraState) => void,
  ) {
    this.#sessions = sessions;
    this.#onUnit = onUnit;
    this.#onState = onState;
  }

  get state(): CameraState {
    return this.#state ?? this.#sessions.resting();
  }

  start(): void {
    if (this.#run !== undefined) return;
    this.#run = new AbortController();
    this.#failures = 0;
    this.#become(OPENING);
    this.#armIn(0);
  }

  /** Ends every session at once. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#run?.abort();
    this.#run = undefined;
    this.#arming = false;
    this.#playing?.close();
    this.#next?.close();
    this.#playing = undefined;
    this.#next = undefined;
    this.gop.clear();
    this.#become(this.#sessions.resting());
  }

  #armIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#arm(), ms);
  }

  async #arm(): Promise<void> {
    const run = this.#run;
    if (run === undefined || this.#arming || this.#next !== undefined) return;
    if (!this.#sessions.mayOpen()) {
      if (run.signal.aborted) return;
      // Whoever looked may no longer: what plays ends here, and nothing new opens.
      this.#playing?.close();
      this.#playing = undefined;
      this.gop.clear();
      this.#become(this.#sessions.resting());
      this.#armIn(NOT_NOW_MS);
      return;
    }
    this.#arming = true;
    try {
      const access = await this.#sessions.access(this.#renew);
      if (run.signal.aborted) return;
      this.#renew = false;
      if (access.kind === 'refused') this.#failed(access.state, access.retryMs);
      else await this.#open(access.target, run.signal);
    } finally {
      if (this.#run === run) this.#arming = false;
    }
  }

  async #open(target: SessionTarget, signal: AbortSignal): Promise<void> {
    const openedAt = performance.now();
    const session: Session = { close: () => undefined, openedAt, limitMs: target.limitMs, shown: false };
    this.#next = session;
    const opened = await this.#sessions.open(
      target,
      {
        onUnit: (unit) => this.#unit(session, unit),
        onEnded: (why) => this.#ended(session, why),
      },
      signal,
    );
    if (opened.kind === 'refused') {
      if (this.#next === session) this.#next = undefined;
      if (!signal.aborted) this.#refused(opened.refusal);
      return;
    }
    if (this.#next === session || this.#playing === session) session.close = () => opened.close();
    else opened.close();
  }

  #unit(session: Session, unit: AccessUnit): void {
    if (session === this.#next && unit.key) this.#takeOver(session);
    if (session !== this.#playing) return;
    this.#lastUs = Math.max(this.#lastUs + 1, unit.captureUs);
    const shown = { ...unit, captureUs: this.#lastUs };
    this.#failures = 0;
    this.#become({ kind: 'live', detail: 'Live.', width: unit.width, height: unit.height });
    this.gop.push(shown);
    this.#onUnit(shown);
  }

  #takeOver(session: Session): void {
    this.#playing?.close();
    this.#playing = session;
    this.#next = undefined;
    session.shown = true;
    const { limitMs } = session;
    if (limitMs === null) return;
    const lead = this.#overlaps ? Math.min(LONGEST_LEAD_MS, limitMs * 0.4) : CUT_MS;
    const left = limitMs - lead - (performance.now() - session.openedAt);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#limitNears(), Math.max(0, left));
  }

  #limitNears(): void {
    if (!this.#overlaps) {
      this.#playing?.close();
      this.#playing = undefined;
      this.#become(REARMING);
    }
    void this.#arm();
  }

  #refused(refusal: WhepRefusal): void {
    if (refusal.kind === 'unauthorised') this.#renew = true;
    if (refusal.kind === 'conflict' && this.#playing !== undefined) {
      this.#overlaps = false;
      const { limitMs, openedAt } = this.#playing;
      const left = (limitMs ?? 0) - CUT_MS - (performance.now() - openedAt);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#limitNears(), Math.max(0, left));
      return;
    }
    const retryMs = 'retryMs' in refusal ? refusal.retryMs : undefined;
    // The session that we ended a moment ago may still count.
    const soon = refusal.kind === 'conflict' ? FIRST_RETRY_MS / 2 : undefined;
    this.#failed(refusalState(refusal), retryMs ?? soon);
  }

  #ended(session: Session, why: EndedWhy): void {
    if (session !== this.#playing && session !== this.#next) return;
    session.close();
    const lasted = performance.now() - session.openedAt;
    const byLimit =
      session.shown && lasted >= Math.min(session.limitMs ?? LIMIT_SIGN_MS, LIMIT_SIGN_MS) * 0.8;
    if (session === this.#next) {
      this.#next = undefined;
      this.#failed(why === 'silent' || why === 'no-picture' ? SILENT : LOST, undefined);
      return;
    }
    this.#playing = undefined;
    if (this.#next !== undefined || this.#arming) this.#become(REARMING);
    else if (byLimit) {
      this.#become(REARMING);
      this.#armIn(0);
    } else this.#failed(LOST, undefined);
  }

  #failed(state: CameraState, retryMs: number | undefined): void {
    this.#failures += 1;
    if (this.#playing === undefined) {
      this.gop.clear();
      this.#become(state);
    }
    const limit = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 5));
    this.#armIn(retryMs ?? FIRST_RETRY_MS / 2 + this.#sessions.random() * limit);
  }

  #become(state: CameraState): void {
    const before = this.state;
    const size = (s: CameraState): string => (s.kind === 'live' ? `${s.width}x${s.height}` : s.detail);
    if (state.kind === before.kind && size(state) === size(before)) return;
    this.#state = state;
    this.#onState(state);
  }
}
