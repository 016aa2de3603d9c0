import { MAX_LOG_ENTRIES, MAX_LOG_MESSAGE_TEXT } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';
import { toBase64Url } from '@porchlight/statements';
import { subtreesOf } from '@porchlight/translog';
import type { GatewayLink } from '../gateways/gateway-link.ts';
import type { PublicLog } from '../log/public-log.ts';
import type { HubLog } from '../ports.ts';
import type { LogRow } from '../store/log-store.ts';

interface Follower {
  readonly link: GatewayLink;
  /** Entries it has been sent; null: it has not begun. */
  sent: number | null;
  /** The checkpoint it has been sent. */
  checkpoint: string;
  waiting: { readonly index: number; readonly go: (size: number | undefined) => void }[];
  working: Promise<void> | undefined;
}

/** How long a look waits for its gateway to be shown the log. */
const WAIT_MS = 3000;

/** Shows every connected gateway the whole log, entry by entry, and each new checkpoint. */
export class LogFeed {
  readonly #publicLog: PublicLog;
  readonly #log: HubLog;
  readonly #followers = new Map<GatewayId, Follower>();

  constructor(publicLog: PublicLog, log: HubLog) {
    this.#publicLog = publicLog;
    this.#log = log;
    publicLog.sealer.onPublished(() => {
      for (const follower of this.#followers.values()) this.#pump(follower);
    });
  }

  /** A gateway asks for the log from `size` on; null: from its head. */
  follow(link: GatewayLink, size: number | null): void {
    const { newest } = this.#publicLog.sealer;
    if (size !== null && newest && size > newest.size && size > this.#publicLog.tree.size)
      this.#log.error(
        { gatewayId: link.gatewayId, size },
        'a gateway has seen a larger public log than this one',
      );
    this.lost(link);
    const follower: Follower = { link, sent: size, checkpoint: '', waiting: [], working: undefined };
    this.#followers.set(link.gatewayId, follower);
    this.#pump(follower);
  }

  lost(link: Pick<GatewayLink, 'gatewayId'>): void {
    const follower = this.#followers.get(link.gatewayId);
    this.#followers.delete(link.gatewayId);
    for (const { go } of follower?.waiting ?? []) go(undefined);
  }

  /** The size of a tree that holds the entry and whose checkpoint the gateway was sent; undefined when that takes too long. */
  reached(gatewayId: GatewayId, index: number): Promise<number | undefined> {
    const follower = this.#followers.get(gatewayId);
    if (follower === undefined) return Promise.resolve(undefined);
    if (follower.checkpoint !== '' && (follower.sent ?? 0) > index)
      return Promise.resolve(follower.sent ?? undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), WAIT_MS);
      const go = (size: number | undefined): void => {
        clearTimeout(timer);
        resolve(size);
      };
      follower.waiting.push({ index, go });
    });
  }

  #pump(follower: Follower): void {
    follower.working ??= this.#work(follower)
      .catch((err: unknown) => this.#log.error({ err }, 'a gateway was not shown the public log'))
      .finally(() => {
        follower.working = undefined;
        if (this.#isBehind(follower)) this.#pump(follower);
      });
  }

  #isBehind(follower: Follower): boolean {
    const { newest } = this.#publicLog.sealer;
    const standing = this.#followers.get(follower.link.gatewayId) === follower;
    if (!standing || newest === undefined || newest.text === follower.checkpoint) return false;
    return follower.sent === null || follower.sent <= newest.size;
  }

  async #work(follower: Follower): Promise<void> {
    while (this.#isBehind(follower)) {
      const { newest } = this.#publicLog.sealer;
      if (newest === undefined) return;
      if (follower.sent === null) await this.#start(follower, newest);
      else await this.#entries(follower, follower.sent, newest);
      follower.sent = newest.size;
      follower.checkpoint = newest.text;
      const ready = follower.waiting.filter(({ index }) => index < newest.size);
      follower.waiting = follower.waiting.filter(({ index }) => index >= newest.size);
      for (const { go } of ready) go(newest.size);
    }
  }

  async #start({ link }: Follower, { size, text }: { size: number; text: string }): Promise<void> {
    const read = await this.#publicLog.tree.readHashes(subtreesOf(0, size));
    if (read.kind !== 'hashes') throw new Error(`a tile is ${read.kind}`);
    link.socket.send({ t: 'log-start', size, frontier: read.hashes.map(toBase64Url), checkpoint: text });
  }

  async #entries(
    { link }: Follower,
    from: number,
    { size, text }: { size: number; text: string },
  ): Promise<void> {
    let at = from;
    do {
      const rows = await this.#publicLog.sealer.rows(at, Math.min(size, at + MAX_LOG_ENTRIES));
      const entries = fitting(rows);
      const last = at + entries.length >= size;
      link.socket.send({ t: 'log', from: at, entries, checkpoint: last ? text : null });
      if (!last && entries.length === 0) throw new Error('entries of the public log are missing');
      at += entries.length;
    } while (at < size);
  }
}

/** As many as one message takes. */
function fitting(rows: readonly LogRow[]): string[] {
  const entries: string[] = [];
  let length = 0;
  for (const { leaf } of rows) {
    const text = toBase64Url(leaf);
    length += text.length;
    if (length > MAX_LOG_MESSAGE_TEXT && entries.length > 0) break;
    entries.push(text);
  }
  return entries;
}
