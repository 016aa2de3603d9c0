import { join } from 'node:path';
import type { Clock, EpochMs } from '@porchlight/domain';
import type { HubLog } from '../ports.ts';
import type { LogStore } from '../store/log-store.ts';
import type { Cosigner } from './cosigner.ts';
import { httpCosigner } from './http-cosigner.ts';
import { LogError } from './log-error.ts';
import { type LogFolder, openLogFolder } from './log-folder.ts';
import { type LogIdentity, type LogKeyPair, logIdentity } from './log-identity.ts';
import type { LogPeers } from './log-peers.ts';
import { LogSealer } from './log-sealer.ts';
import { LogTree } from './log-tree.ts';
import { LogWriter } from './log-writer.ts';
import { TileKeeper } from './tile-keeper.ts';
import { vouchedTime } from './vouched-time.ts';
import { WitnessLink } from './witness-link.ts';

/** What the public log of a programme needs from outside. */
export interface PublicLogPorts {
  readonly identity: LogIdentity;
  readonly folder: LogFolder;
  /** One for each witness that has an address. */
  readonly cosigners: readonly Cosigner[];
}

/** The ports on this machine: policy text of the root, log key, witnesses over HTTP, files below `<stateDir>/log`. Throws {@link LogError}. */
export async function publicLogPorts(
  policyText: string,
  pair: LogKeyPair,
  stateDir: string,
): Promise<PublicLogPorts> {
  const identity = await logIdentity(policyText, pair);
  const cosigners = identity.policy.witnesses.flatMap(({ name, key, url }) =>
    url === undefined ? [] : [httpCosigner(name, key, url)],
  );
  return { identity, cosigners, folder: await openLogFolder(join(stateDir, 'log')) };
}

/** The log as the hub keeps it. */
export interface PublicLog {
  readonly writer: LogWriter;
  readonly sealer: LogSealer;
  readonly tiles: TileKeeper;
  readonly tree: LogTree;
  /** The time for what cannot be undone; see {@link vouchedTime}. */
  vouchedTime(): Promise<EpochMs>;
  close(): Promise<void>;
}

/** Opens the log at the head that the database holds. Throws {@link LogError} when its leaves do not lead there. Close it. */
export async function openPublicLog(
  ports: PublicLogPorts,
  parts: {
    readonly store: LogStore;
    readonly clock: Clock;
    readonly log: HubLog;
    readonly peers?: LogPeers;
  },
): Promise<PublicLog> {
  const { store } = parts;
  const { folder, identity, cosigners } = ports;
  const tree = await LogTree.open(await store.head(), store, folder);
  if (tree === undefined)
    throw new LogError(
      'leaves',
      'The leaves of the public log in the database do not lead to its head: restore a whole copy of the database.',
    );
  const links = cosigners.map((cosigner) => new WitnessLink(cosigner, tree));
  const sealer = await LogSealer.open({ ...parts, tree, folder, identity, links });
  const tiles = new TileKeeper({ tree, store, folder, log: parts.log });
  sealer.onPublished((published) => tiles.publish(published));
  const writer = new LogWriter({ store, tree, sealer, log: parts.log });
  return {
    writer,
    sealer,
    tiles,
    tree,
    vouchedTime: () => vouchedTime(parts.clock, sealer.newest, identity.policy),
    close: async () => {
      await writer.close();
      await sealer.close();
      await tiles.idle();
    },
  };
}
