import type { LeafOf } from '@porchlight/statements/leaf';
import type { Findings } from '../findings.ts';

type IncidentClass = LeafOf<'incident'>['class'];

/** An open incident as the log knows it; of one that was closed only its leaves are remembered. */
interface OpenIncident {
  /** Its leaves with the class each says, the newest last. */
  readonly leaves: { readonly index: number; readonly class: IncidentClass }[];
}

/** What a request may be told of the leaf it names. */
export type IncidentAt =
  | { readonly kind: 'open'; readonly class: IncidentClass }
  | { readonly kind: 'closed' };

/** Incidents that were reported, moved and closed. */
export class IncidentJudge {
  readonly #findings: Findings;
  readonly #open = new Map<number, OpenIncident>();
  readonly #closed = new Set<number>();
  selfAttested = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** The incident that a leaf stands for; undefined when it is not an incident's. */
  at(leaf: number): IncidentAt | undefined {
    if (this.#closed.has(leaf)) return { kind: 'closed' };
    const said = this.#open.get(leaf)?.leaves.find(({ index }) => index === leaf);
    return said && { kind: 'open', class: said.class };
  }

  incident(index: number, leaf: LeafOf<'incident'>): void {
    const said = { index, class: leaf.class };
    const before = leaf.after === null ? undefined : this.#newestAt(leaf.after);
    if (leaf.after !== null && before === undefined)
      this.#findings.add(
        'incident-chain',
        `It continues entry ${leaf.after}, which is not the newest of an open incident.`,
        index,
      );
    if (leaf.after === null && leaf.selfAttested) this.selfAttested += 1;
    const incident = before ?? { leaves: [] };
    incident.leaves.push(said);
    this.#open.set(index, incident);
  }

  close(index: number, leaf: LeafOf<'incident-close'>): void {
    const incident = this.#newestAt(leaf.incident);
    if (incident === undefined) {
      this.#findings.add(
        'close-without-incident',
        `It closes entry ${leaf.incident}, which is not the newest of an open incident.`,
        index,
      );
      return;
    }
    for (const { index: own } of incident.leaves) {
      this.#open.delete(own);
      this.#closed.add(own);
    }
  }

  #newestAt(leaf: number): OpenIncident | undefined {
    const incident = this.#open.get(leaf);
    return incident?.leaves.at(-1)?.index === leaf ? incident : undefined;
  }
}
