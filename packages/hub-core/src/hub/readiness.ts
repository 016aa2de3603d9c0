import type { Hub } from './hub.ts';

/** The parts a hub needs before a camera can open, each by its state. */
export interface Readiness {
  readonly database: 'ok' | 'unreachable';
  /** `refused`: the hub signs nothing until a person has acted. */
  readonly log: 'ok' | 'refused';
  /** `silent`: no quorum has cosigned for a minute. `none`: the root names none, and nobody outside vouches for the log. */
  readonly witnesses: 'ok' | 'silent' | 'none';
  /** `untested`: no mail server has taken a test notice. A synthetic programme needs none. */
  readonly mail: 'ok' | 'untested' | 'unknown' | 'not-needed';
}

/** Gateways open nothing on a checkpoint older than this. */
const QUORUM_MS = 60_000;

/** Asks each part. Never rejects; takes at most about two seconds. */
export async function readinessOf(hub: Hub): Promise<Readiness> {
  const { store } = hub.ports;
  const { sealer } = hub.publicLog;
  const reachable = await store.ready();
  return {
    database: reachable ? 'ok' : 'unreachable',
    log: sealer.state.kind === 'refused' ? 'refused' : 'ok',
    witnesses: witnessesOf(hub),
    mail: await mailOf(hub, reachable),
  };
}

/** True when every part is as it must be. */
export function isReady({ database, log, witnesses, mail }: Readiness): boolean {
  const mailHolds = mail === 'ok' || mail === 'not-needed';
  return database === 'ok' && log === 'ok' && witnesses !== 'silent' && mailHolds;
}

function witnessesOf({ ports, publicLog }: Hub): Readiness['witnesses'] {
  if (ports.publicLog.identity.policy.witnesses.length === 0) return 'none';
  return publicLog.sealer.newestAgeMs <= QUORUM_MS ? 'ok' : 'silent';
}

async function mailOf({ ports, trust }: Hub, reachable: boolean): Promise<Readiness['mail']> {
  if (trust.current.root.synthetic) return 'not-needed';
  if (!reachable) return 'unknown';
  const tested = await ports.store.settings.get('mail-tested-at').catch(() => null);
  if (tested === null) return 'unknown';
  return tested === undefined ? 'untested' : 'ok';
}
