import type { LeafOf } from '@porchlight/statements/leaf';
import type { Findings } from '../findings.ts';

/** An incident as the log knows it. */
export interface KnownIncident {
  readonly class: LeafOf<'incident'>['class'];
  /** Its newest leaf. */
  newest: number;
  closed: boolean;
}

/** Incidents that were reported, moved and closed. */
export class IncidentJudge {
  readonly #findings: Findings;
  /** By each leaf of the incident. */
  readonly #byLeaf = new Map<number, KnownIncident>();
  reported = 0;
  selfAttested = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** The incident that a leaf stands for. */
  at(leaf: number): (KnownIncident & { readonly classAt: LeafOf<'incident'>['class'] }) | undefined {
    const incident = this.#byLeaf.get(leaf);
    return incident && { ...incident, classAt: this.#classes.get(leaf) ?? incident.class };
  }

  readonly #classes = new Map<number, LeafOf<'incident'>['class']>();

  incident(index: number, leaf: LeafOf<'incident'>): void {
    this.#classes.set(index, leaf.class);
    if (leaf.after === null) {
      this.reported += 1;
      if (leaf.selfAttested) this.selfAttested += 1;
      this.#byLeaf.set(index, { class: leaf.class, newest: index, closed: false });
      return;
    }
    const before = this.#byLeaf.get(leaf.after);
    if (before === undefined || before.newest !== leaf.after || before.closed) {
      this.#findings.add(
        'incident-chain',
        `It continues entry ${leaf.after}, which is not the newest of an open incident.`,
        index,
      );
      this.#byLeaf.set(index, { class: leaf.class, newest: index, closed: false });
      return;
    }
    before.newest = index;
    this.#byLeaf.set(index, before);
  }

  close(index: number, leaf: LeafOf<'incident-close'>): void {
    const before = this.#byLeaf.get(leaf.incident);
    if (before === undefined || before.closed || before.newest !== leaf.incident) {
      this.#findings.add(
        'close-without-incident',
        `It closes entry ${leaf.incident}, which is not the newest of an open incident.`,
        index,
      );
      return;
    }
    before.closed = true;
  }
}
