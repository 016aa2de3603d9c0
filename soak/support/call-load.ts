import { sendCall } from '@porchlight/town';
import type { SoakProgramme } from './soak-programme.ts';

/** A statement that intake answered 202 for: from then on it must not be lost. */
export interface Acknowledged {
  readonly incidentId: string;
  readonly seq: number;
}

const EVERY_MS = 100;
const AGAIN_MS = 500;
/** Far enough that no circle of these holds a camera. */
const AWAY_DEG = 0.02;

/**
 * Statements of calls at ten a second, two for each call: opened, then closed. As a dispatch system does, it says again what
 * was not acknowledged, and closes a call only after its opening was.
 */
export class CallLoad {
  readonly acknowledged: Acknowledged[] = [];
  /** Statements sent, those said again included. */
  sent = 0;
  readonly #programme: SoakProgramme;
  readonly #timer: NodeJS.Timeout;
  readonly #waiting = new Set<Promise<void>>();
  readonly #run = Date.now().toString(36);
  #stopped = false;

  constructor(programme: SoakProgramme) {
    this.#programme = programme;
    let calls = 0;
    this.#timer = setInterval(() => {
      calls += 1;
      const call = this.#call(`soak-${this.#run}-${calls}`).finally(() => this.#waiting.delete(call));
      this.#waiting.add(call);
    }, 2 * EVERY_MS);
  }

  /** Resolves when no call is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all(this.#waiting);
  }

  async #call(call: string): Promise<void> {
    for (const update of [1, 2]) {
      const incidentId = await this.#untilTaken(call, update);
      if (incidentId === undefined) return;
      this.acknowledged.push({ incidentId, seq: update });
    }
  }

  async #untilTaken(call: string, update: number): Promise<string | undefined> {
    while (!this.#stopped) {
      this.sent += 1;
      const incidentId = await report(this.#programme, call, update, AWAY_DEG);
      if (incidentId !== undefined) return incidentId;
      await new Promise((later) => setTimeout(later, AGAIN_MS));
    }
    return undefined;
  }
}

/** Tells intake of a burglary `awayDeg` degrees north of the plan's place, or of its close; the id once it was taken. */
export async function report(
  { plan, intakeUrl, secret }: SoakProgramme,
  call: string,
  update = 1,
  awayDeg = 0,
): Promise<string | undefined> {
  const { position, place } = plan.incident;
  const now = Date.now();
  const sent = await sendCall(
    { intakeUrl, webhookSecret: secret },
    {
      call,
      update,
      nature: 'BURG-IP',
      status: update === 1 ? 'open' : 'closed',
      position: { ...position, lat: position.lat + awayDeg },
      place,
      reportedAt: new Date(now).toISOString(),
    },
    now,
  );
  return sent.kind === 'sent' ? sent.incidentId : undefined;
}
