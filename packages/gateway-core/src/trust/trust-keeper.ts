import type { Clock } from '@porchlight/domain';
import { advanceTrustBundle, type Trust, type TrustBundle } from '@porchlight/statements';
import type { GatewayLog } from '../ports.ts';
import type { Document } from '../state/document.ts';

/** What this gateway holds true about its programme, grown from the pinned root alone. */
export interface TrustKeeper {
  /** Null before the first enrolment. */
  readonly current: Trust | null;
  /** Pins a root. Only enrolment calls this, and only when none is pinned. */
  pin(trust: Trust): Promise<void>;
  /** Takes what holds of a hub's bundle; the rest is logged and changes nothing. True when something changed. */
  take(bundle: TrustBundle): Promise<boolean>;
}

export interface TrustKeeperPorts {
  readonly document: Document<Trust | null>;
  readonly clock: Clock;
  readonly log: GatewayLog;
}

export function openTrustKeeper({ document, clock, log }: TrustKeeperPorts): TrustKeeper {
  return {
    get current() {
      return document.value;
    },
    async pin(trust) {
      if (document.value !== null) throw new Error('a root is pinned already');
      await document.replace(trust);
    },
    async take(bundle) {
      const before = document.value;
      if (before === null) return false;
      const { trust, refusals } = await advanceTrustBundle(before, bundle, clock.now());
      for (const { code, detail } of refusals) log('trust-refused', { code, detail });
      if (trust === before) return false;
      // In force at once; a disk that fails shows in the state's fault and stops every picture.
      document.replace(trust).catch(() => undefined);
      log('trust-advanced', {
        rosterEpoch: trust.roster?.statement.epoch ?? 0,
        policyVersion: trust.policy?.statement.version ?? 0,
        pause: trust.pause?.statement.state ?? 'none',
      });
      return true;
    },
  };
}
