import type { ConsoleEvent } from '@porchlight/contract';
import type { OwnerId } from '@porchlight/domain';

export interface AreaEvents {
  /** A change every console shows. */
  readonly console: ConsoleEvent;
  /** Something on the clerk's page changed. */
  readonly clerk: null;
  /** Something on this owner's page changed. */
  readonly owner: OwnerId;
  /** Roster, pause or the programme's state changed: who is signed in is judged again. */
  readonly trust: null;
}

type Listener<T> = (event: T) => void;

/** Tells the open screens of this process what changed. Listeners must not throw and are called at once, in order. */
export class AreaBus {
  readonly #listeners = new Map<keyof AreaEvents, Set<Listener<never>>>();

  publish<A extends keyof AreaEvents>(area: A, event: AreaEvents[A]): void {
    for (const listener of this.#listeners.get(area) ?? []) (listener as Listener<AreaEvents[A]>)(event);
  }

  /** Returns the function that ends the subscription. */
  subscribe<A extends keyof AreaEvents>(area: A, listener: Listener<AreaEvents[A]>): () => void {
    const listeners = this.#listeners.get(area) ?? new Set();
    this.#listeners.set(area, listeners);
    listeners.add(listener as Listener<never>);
    return () => listeners.delete(listener as Listener<never>);
  }
}
