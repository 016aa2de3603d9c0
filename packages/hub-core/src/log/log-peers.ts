import type { LastSigned } from './last-signed.ts';
import type { Published } from './tile-keeper.ts';

/** The other hubs that keep the same log. One of them signs; any may append. */
export interface LogPeers {
  /** This hub signs. */
  readonly leads: boolean;
  /** Resolves when every hub that can be reached has it on its disk too: before the signature leaves. Never rejects. */
  signing(last: LastSigned): Promise<void>;
  published(published: Published): void;
  /** This hub put entries into the database, for the one that leads to sign. */
  grown(size: number): void;
}

/** One hub alone. */
export const ALONE: LogPeers = {
  leads: true,
  signing: async () => undefined,
  published: () => undefined,
  grown: () => undefined,
};
