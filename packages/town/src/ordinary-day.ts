import type { WebhookCall } from '@porchlight/contract';
import { type DispatchTarget, sendCall } from './dispatch-feed.ts';
import type { OrdinaryCall } from './ordinary-calls.ts';

export interface OrdinaryDayOptions extends DispatchTarget {
  readonly calls: readonly OrdinaryCall[];
  /** How much faster than real time the day goes; 1 is about two and a half calls a minute. */
  readonly speed: number;
  readonly now: () => number;
  /** Names this run, so that a second run makes new calls. */
  readonly run: string;
}

/** A day of dispatch calls that come and go. */
export interface OrdinaryDay {
  /** Calls that intake did not take. */
  failed(): number;
  /** Stops; open calls stay open. */
  close(): void;
}

const BETWEEN_CALLS_MS = 24_000;
/** So many calls are open when the day is switched on. */
const OPEN_AT_START = 4;

/** Starts the day: some calls at once, then one after another; each closes after its time. */
export function startOrdinaryDay(options: OrdinaryDayOptions): OrdinaryDay {
  const timers = new Set<NodeJS.Timeout>();
  let next = 0;
  let failed = 0;
  const later = (ms: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms / options.speed);
    timers.add(timer);
  };
  const send = async (call: WebhookCall): Promise<void> => {
    const sent = await sendCall(options, call, options.now());
    if (sent.kind === 'failed') failed++;
  };
  const open = (): void => {
    const ordinary = options.calls[next % options.calls.length] as OrdinaryCall;
    const call: WebhookCall = {
      call: `${options.run}-${String(++next).padStart(4, '0')}`,
      nature: ordinary.nature,
      status: 'open',
      position: ordinary.position,
      place: ordinary.place,
      reportedAt: new Date(options.now()).toISOString(),
      update: 1,
    };
    void send(call);
    later(ordinary.openForS * 1000, () => void send({ ...call, status: 'closed', update: 2 }));
  };
  const onward = (): void => {
    open();
    // Not a metronome: the gaps run from half to one and a half of the mean.
    later(BETWEEN_CALLS_MS * (0.5 + ((next * 7) % 11) / 10), onward);
  };
  for (let i = 0; i < OPEN_AT_START; i++) open();
  later(BETWEEN_CALLS_MS, onward);
  return {
    failed: () => failed,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
