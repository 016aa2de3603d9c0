import type { WebhookCall } from '@porchlight/contract';
import { type DispatchTarget, sendCall } from './dispatch-feed.ts';
import type { LocalPoint } from './local-frame.ts';
import { neighbourhood } from './neighbourhood.ts';
import { runnerAt, SCENARIO_MS } from './runner-path.ts';
import { LOOP_MS, type ScenarioSwitch } from './town-clips.ts';
import type { TownPlan } from './town-plan.ts';

/** The call could not be made: intake refused it or is not there. */
export class TownError extends Error {
  readonly code: 'intake-refused' | 'no-incident';
  constructor(code: TownError['code'], message: string) {
    super(message);
    this.name = 'TownError';
    this.code = code;
  }
}

export interface BurglaryOptions extends DispatchTarget {
  readonly plan: TownPlan;
  readonly scenario: ScenarioSwitch;
  readonly now: () => number;
  readonly run: string;
}

/** Dispatch follows the runner with a new position this often. */
export const UPDATE_EVERY_MS = 4_000;
/** Time for the first look at the queue before the runner comes out of the door. */
const LEAD_MS = 1_000;

/**
 * The scenario, as dispatch plays it: the call, the runner's positions, the end. While it plays, the cameras that see
 * the runner show it, from the loop's next beginning on.
 */
export class Burglary {
  readonly #options: BurglaryOptions;
  #call: WebhookCall | undefined;
  #incidentId: string | undefined;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(options: BurglaryOptions) {
    this.#options = options;
  }

  get incidentId(): string | undefined {
    return this.#incidentId;
  }

  /** Reports the burglary, or names the one that is open. Throws TownError when intake does not take it. */
  async report(): Promise<{ incidentId: string }> {
    if (this.#incidentId !== undefined) return { incidentId: this.#incidentId };
    const { plan, now, run, scenario } = this.#options;
    const call: WebhookCall = {
      call: `${run}-burglary-${++this.#count}`,
      nature: plan.incident.nature,
      status: 'open',
      position: plan.incident.position,
      place: plan.incident.place,
      reportedAt: new Date(now()).toISOString(),
      update: 1,
    };
    const sent = await sendCall(this.#options, call, now());
    if (sent.kind === 'failed') throw new TownError('intake-refused', sent.detail);
    if (sent.incidentId === undefined) throw new TownError('intake-refused', 'intake named no incident');
    this.#call = call;
    this.#incidentId = sent.incidentId;
    scenario.startsAt = Math.ceil((now() + LEAD_MS) / LOOP_MS) * LOOP_MS;
    this.#follow(scenario.startsAt);
    return { incidentId: sent.incidentId };
  }

  /** Closes the open incident; the cameras go back to their ordinary loop. Throws TownError when there is none. */
  async closeIncident(): Promise<void> {
    const call = this.#call;
    if (call === undefined) throw new TownError('no-incident', 'no burglary is open');
    clearTimeout(this.#timer);
    await this.#sending;
    const closed: WebhookCall = {
      ...call,
      ...this.#call,
      status: 'closed',
      update: (this.#call ?? call).update + 1,
    };
    const sent = await sendCall(this.#options, closed, this.#options.now());
    if (sent.kind === 'failed') throw new TownError('intake-refused', sent.detail);
    this.#call = undefined;
    this.#incidentId = undefined;
    this.#options.scenario.startsAt = undefined;
  }

  /** Stops sending; the incident stays as it is. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #follow(startsAt: number): void {
    const tick = (): void => {
      const since = this.#options.now() - startsAt;
      if (this.#call === undefined) return;
      if (since > 0) this.#sending = this.#sendPosition(Math.min(since, SCENARIO_MS));
      if (since < SCENARIO_MS) this.#timer = setTimeout(tick, UPDATE_EVERY_MS);
    };
    this.#timer = setTimeout(tick, startsAt - this.#options.now() + UPDATE_EVERY_MS);
  }

  async #sendPosition(since: number): Promise<void> {
    if (this.#call === undefined) return;
    const { at } = runnerAt(since);
    const moved: WebhookCall = {
      ...this.#call,
      position: neighbourhood().frame.toLatLon(at),
      place: placeNear(at),
      update: this.#call.update + 1,
    };
    const sent = await sendCall(this.#options, moved, this.#options.now());
    if (sent.kind === 'sent') this.#call = moved;
  }
}

function placeNear(at: LocalPoint): string {
  let best = '';
  let metres = Number.POSITIVE_INFINITY;
  for (const house of neighbourhood().houses) {
    const far = Math.hypot(house.front[0] - at[0], house.front[1] - at[1]);
    if (far >= metres) continue;
    metres = far;
    best = `${house.street} ${house.number.split(',')[0]}`;
  }
  return `${best}, on foot`;
}
