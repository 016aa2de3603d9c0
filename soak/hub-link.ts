import { FAULTS, type Fault } from './support/fault-proxy.ts';
import { type Hurt, hurtAndHeal } from './support/heals.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';
import { type SoakProgramme, startSoakProgramme } from './support/soak-programme.ts';

const LASTS_MS = 6000;
/** A link is given up when it was silent for 3 s, which is looked at once a second; the rest is for a machine that does other things. */
const OVER_WITHIN_MS = 5000;
const HEALS_WITHIN_MS = 15_000;
/** A look that has a picture as late as this goes on. */
const GOES_ON_MS = LASTS_MS - 2000;
/** What no silence follows may not end a look; what trickles may or may not. */
const SILENCES: readonly Fault[] = ['reset', 'half-open', 'cut'];
const RELEASED = 'porchlight_relay_received_messages_total';

interface LinkHurt extends Hurt {
  /** Sealed messages that the box still sent its hub in the last second of the fault. */
  readonly released: number;
}

/**
 * Two hubs over one database, the gateway at one, operator and viewer at the other, and each fault on the link between them during
 * a look. Nothing else is hurt: the gateway keeps its hub, the viewer keeps theirs, and both hubs keep the database.
 */
export async function hubLink({ onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme({ twoHubs: true });
  const hurts: (LinkHurt & { fault: Fault })[] = [];
  try {
    for (const fault of FAULTS) {
      const hurt = { fault, ...(await hurtLink(programme, fault)) };
      hurts.push(hurt);
      const gone =
        hurt.goneMs === undefined ? 'its cameras not told gone' : `gone after ${Math.round(hurt.goneMs)} ms`;
      onProgress(
        `hub-hub, ${fault}: last picture after ${Math.round(Math.max(0, hurt.lastPictureMs))} ms, ${gone}, ${hurt.released} messages released at the end, healed in ${Math.round(hurt.healedMs)} ms`,
      );
    }
  } finally {
    await programme.close();
  }
  return outcomeOf(hurts);
}

async function hurtLink(programme: SoakProgramme, fault: Fault): Promise<LinkHurt> {
  const link = programme.proxies['hub-hub'];
  let before = 0;
  let sampling = Promise.resolve();
  let released = 0;
  const start = (): void => {
    link.set(fault);
    sampling = new Promise((later) => setTimeout(later, LASTS_MS - 1000)).then(async () => {
      before = await receivedBy(programme);
    });
  };
  const mend = async (): Promise<void> => {
    await sampling;
    released = (await receivedBy(programme)) - before;
    link.set(undefined);
  };
  const hurt = await hurtAndHeal(programme, `hub-hub ${fault}`, start, mend, LASTS_MS);
  return { ...hurt, released };
}

/** Sealed messages that the gateway's hub took from it so far. */
async function receivedBy(programme: SoakProgramme): Promise<number> {
  const answer = await fetch(programme.readyUrl('hub').replace('/readyz', '/metrics'));
  const value = new RegExp(`^${RELEASED} (\\d+)`, 'm').exec(await answer.text())?.[1];
  if (value === undefined) throw new Error(`the hub has no ${RELEASED}`);
  return Number(value);
}

function outcomeOf(hurts: readonly (LinkHurt & { fault: Fault })[]): Outcome {
  const silent = hurts.filter(({ fault }) => SILENCES.includes(fault));
  const slow = hurts.filter(({ fault }) => fault === 'delay');
  const broken = (of: readonly LinkHurt[], breaks: (hurt: LinkHurt) => boolean) => ({
    tried: of.length,
    broken: of.filter(breaks).length,
  });
  const sum = (of: 'pictures' | 'rejected'): number => hurts.reduce((total, hurt) => total + hurt[of], 0);
  return {
    scenario: 'hub-hub',
    done: `${hurts.length} faults of ${LASTS_MS / 1000} s on the link between two hubs, each in a look across it`,
    kept: [
      {
        promise: `no picture later than ${OVER_WITHIN_MS} ms after its path was shut`,
        ...broken(silent, ({ lastPictureMs }) => lastPictureMs > OVER_WITHIN_MS),
      },
      {
        promise: `a look across a shut link has ended by itself ${OVER_WITHIN_MS} ms later: its cameras are told gone`,
        ...broken(silent, ({ goneMs = Number.POSITIVE_INFINITY }) => goneMs > OVER_WITHIN_MS),
      },
      { promise: 'and its box releases nothing', ...broken(silent, ({ released }) => released > 0) },
      {
        promise: 'a link that is only slow leaves the look alone',
        ...broken(slow, ({ lastPictureMs, goneMs }) => lastPictureMs < GOES_ON_MS || goneMs !== undefined),
      },
      {
        promise: `a new look shows pictures within ${HEALS_WITHIN_MS} ms of the end`,
        ...broken(hurts, ({ healedMs }) => healedMs > HEALS_WITHIN_MS),
      },
      {
        promise: 'a picture that arrives opens under its key',
        tried: sum('pictures'),
        broken: sum('rejected'),
      },
    ],
    recoveries: { 'hub-hub': hurts.map(({ healedMs }) => healedMs) },
  };
}
