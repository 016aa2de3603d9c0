import { MAX_ROSTER_MS } from '@porchlight/statements';
import type { LeafOf } from '@porchlight/statements/leaf';
import type { Findings } from '../findings.ts';

/** The lists of people, and the pauses that clerks signed. Their names are not public; their order is. */
export class PeopleJudge {
  readonly #findings: Findings;
  #roster: LeafOf<'roster'> | undefined;
  #sequence = 0;
  #paused = false;
  #tags: ReadonlySet<string> = new Set();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get roster(): LeafOf<'roster'> | undefined {
    return this.#roster;
  }

  /** Whether somebody of the list in force goes by that pseudonym. */
  mayAsk(opTag: string): boolean {
    return this.#tags.has(opTag);
  }

  /** A new root may begin the chain anew, with epoch 1. */
  list(index: number, leaf: LeafOf<'roster'>): void {
    const before = this.#roster;
    const begins = leaf.epoch === 1 && leaf.previous === null;
    if (before !== undefined && !begins && leaf.epoch <= before.epoch)
      this.#findings.add('roster-fork', `A second list of people of epoch ${leaf.epoch}.`, index);
    else if (
      !begins &&
      (leaf.epoch !== (before?.epoch ?? 0) + 1 || leaf.previous !== (before?.statement ?? null))
    )
      this.#findings.add(
        'roster-gap',
        `Epoch ${leaf.epoch} does not follow epoch ${before?.epoch ?? 0}.`,
        index,
      );
    if (leaf.expiresAt - leaf.issuedAt > MAX_ROSTER_MS || leaf.expiresAt <= leaf.issuedAt)
      this.#findings.add('roster-too-long', 'A list of people holds for at most 30 days.', index);
    this.#roster = leaf;
    this.#tags = new Set(leaf.opTags);
  }

  pause(index: number, leaf: LeafOf<'pause' | 'resume'>): void {
    if (leaf.sequence <= this.#sequence)
      this.#findings.add('pause-sequence', `Sequence ${leaf.sequence} comes after ${this.#sequence}.`, index);
    if (leaf.kind === 'resume' && !this.#paused)
      this.#findings.add('resume-without-pause', 'The programme resumes although it was not paused.', index);
    this.#sequence = Math.max(this.#sequence, leaf.sequence);
    this.#paused = leaf.kind === 'pause';
  }
}
