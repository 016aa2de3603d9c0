import type { NodeMessage } from '@porchlight/contract';
import type { LiveNode } from '../store/node-store.ts';

export interface NodeHandlers {
  /** Both ways are open. */
  up(nodeId: string): void;
  /** Called once for every `up`, at the moment the link can no longer be relied on. */
  down(nodeId: string): void;
  message(nodeId: string, message: NodeMessage): void;
}

/** Links to the other hubs of this database: one for each, kept by whoever implements it. */
export interface NodeNet {
  /** Where the others reach this hub. */
  readonly address: string;
  /** Once, before the first `meet`. */
  listen(handlers: NodeHandlers): void;
  /** These live: links to them are made, those to others dropped. */
  meet(self: string, others: readonly LiveNode[]): void;
  /** False when there is no link; nothing is kept for later. */
  send(nodeId: string, message: NodeMessage): boolean;
  /** Hubs with a link. */
  linked(): readonly string[];
  close(): void;
}
