import type { NodeMessage } from '@porchlight/contract';
import { fromBase64, toBase64 } from '@porchlight/translog';
import type { LastSigned } from '../log/last-signed.ts';
import type { LogPeers } from '../log/log-peers.ts';
import type { LogSealer } from '../log/log-sealer.ts';
import type { Published } from '../log/tile-keeper.ts';
import type { HubLog } from '../ports.ts';
import type { NodeNet } from './node-net.ts';

type LogMessage = Extract<NodeMessage, { t: 'log-grown' | 'signing' | 'kept' | 'published' }>;

interface Asked {
  readonly nodeId: string;
  readonly size: number;
  readonly go: () => void;
}

/**
 * The public log among several hubs: any appends, one signs. What is about to be signed is on every disk before the signature
 * leaves, so that whoever signs next knows it; what is published goes to every hub, which judges it by its own tree.
 */
export class LogShare implements LogPeers {
  readonly #net: Pick<NodeNet, 'linked' | 'send'>;
  readonly #log: HubLog;
  #asked: Asked[] = [];
  leads = false;

  constructor(net: Pick<NodeNet, 'linked' | 'send'>, log: HubLog) {
    this.#net = net;
    this.#log = log;
  }

  async signing({ size, root }: LastSigned): Promise<void> {
    await Promise.all(
      this.#net.linked().map(
        (nodeId) =>
          new Promise<void>((go) => {
            this.#asked.push({ nodeId, size, go });
            if (!this.#net.send(nodeId, { t: 'signing', size, root: toBase64(root) })) this.lost(nodeId);
          }),
      ),
    );
  }

  published(published: Published): void {
    for (const nodeId of this.#net.linked()) this.#net.send(nodeId, { t: 'published', ...published });
  }

  grown(size: number): void {
    for (const nodeId of this.#net.linked()) this.#net.send(nodeId, { t: 'log-grown', size });
  }

  /** The newest goes to a hub that has just come, whoever signed it. */
  greet(nodeId: string, newest: Published | undefined): void {
    if (newest) this.#net.send(nodeId, { t: 'published', ...newest });
  }

  /** A hub that cannot be reached is waited for no longer. */
  lost(nodeId: string): void {
    this.#settle((asked) => asked.nodeId === nodeId);
  }

  async received(nodeId: string, message: LogMessage, sealer: LogSealer): Promise<void> {
    if (message.t === 'published') return sealer.take({ size: message.size, text: message.text });
    if (message.t === 'log-grown') return this.leads ? sealer.catchUp() : undefined;
    if (message.t === 'kept')
      return this.#settle((asked) => asked.nodeId === nodeId && asked.size <= message.size);
    const root = fromBase64(message.root);
    const { size } = message;
    // No answer when this hub knows another root of that size: the one that leads waits until a person has looked.
    if (root && (await sealer.keep({ size, root }))) this.#net.send(nodeId, { ...message, t: 'kept' });
    else this.#log.error({ nodeId, size }, 'another hub is about to sign a second root of one size');
    return undefined;
  }

  #settle(which: (asked: Asked) => boolean): void {
    const ready = this.#asked.filter(which);
    this.#asked = this.#asked.filter((asked) => !which(asked));
    for (const { go } of ready) go();
  }
}
