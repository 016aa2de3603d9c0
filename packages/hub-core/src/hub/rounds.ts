import { HEARTBEAT_MS } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayDesk } from '../gateways/gateway-desk.ts';
import type { HostDesk } from '../gateways/host-desk.ts';
import type { PaperLeaves } from '../leaves/paper-leaves.ts';
import type { LookDesk } from '../looks/look-desk.ts';
import type { LookFollower } from '../looks/look-follower.ts';
import type { HubLog } from '../ports.ts';
import type { Relay } from '../relay/relay.ts';
import type { SessionDesk } from '../sessions/session-desk.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';

export interface RoundsParts {
  readonly clock: Clock;
  readonly log: HubLog;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
  readonly looks: LookDesk;
  readonly relay: Relay;
  readonly gateways: GatewayDesk;
  readonly hosts: HostDesk;
  readonly sessions: SessionDesk;
  readonly follower: LookFollower;
  readonly papers: PaperLeaves;
  countsChanged(): void;
  /** Neighbours' cases whose time has come. */
  sweepNoView(): Promise<void>;
}

const LOOK_TICK_MS = 250;
const SWEEP_MS = 10 * 60_000;

/** Everything that happens because time passes, and what a changed trust sets off. */
export function startRounds(parts: RoundsParts): { close(): Promise<void> } {
  const { clock, log, trust, looks, relay, gateways, sessions } = parts;
  const pending = new Set<Promise<unknown>>();
  const run = (work: Promise<unknown>, what: string): void => {
    const settled = work
      .catch((err: unknown) => log.error({ err }, what))
      .finally(() => pending.delete(settled));
    pending.add(settled);
  };
  let state = trust.state;
  const changed = (): void => {
    state = trust.state;
    gateways.broadcast(trust.bundle);
    run(parts.follower.trustChanged(), 'running looks were not judged again');
    run(parts.papers.trustPapers(), 'papers of the programme were not written into the public log');
    parts.bus.publish('trust', null);
    parts.countsChanged();
  };
  trust.onChange(changed);
  const timers = [
    setInterval(() => {
      looks.tick();
      if (trust.state !== state) changed();
    }, LOOK_TICK_MS),
    setInterval(() => {
      gateways.beat();
      parts.hosts.beat();
      relay.tick();
    }, HEARTBEAT_MS),
    setInterval(() => {
      run(sessions.sweep(clock.now()), 'old sessions were not swept');
      run(parts.sweepNoView(), 'no-view requests that are over were not seen to');
    }, SWEEP_MS),
  ];
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(pending);
    },
  };
}
