import type { EpochMs } from '@porchlight/domain';
import { type Leaf, type LeafKind, readLeaf } from '@porchlight/statements/leaf';
import type { Findings } from '../findings.ts';
import { IncidentJudge } from './incident-judge.ts';
import { PeopleJudge } from './people-judge.ts';
import { ProgrammeJudge } from './programme-judge.ts';
import { RequestJudge } from './request-judge.ts';

/** Reads the log entry by entry and keeps what later ones are judged by. */
export class EntryJudge {
  readonly programme: ProgrammeJudge;
  readonly people: PeopleJudge;
  readonly incidents: IncidentJudge;
  readonly requests: RequestJudge;
  readonly #findings: Findings;
  readonly #kinds = new Map<LeafKind, number>();
  #size = 0;

  constructor(findings: Findings, pin: string | undefined) {
    this.#findings = findings;
    this.programme = new ProgrammeJudge(findings, pin);
    this.people = new PeopleJudge(findings);
    this.incidents = new IncidentJudge(findings);
    this.requests = new RequestJudge(findings, this);
  }

  async read(index: number, bytes: Uint8Array): Promise<void> {
    this.#size = index + 1;
    const leaf = readLeaf(bytes);
    if (leaf === undefined) {
      this.#findings.add(
        'entry-unreadable',
        'It is not an entry of a known kind, or not written in the one way it can be.',
        index,
      );
      return;
    }
    this.#kinds.set(leaf.kind, (this.#kinds.get(leaf.kind) ?? 0) + 1);
    if (index === 0 && leaf.kind !== 'root')
      this.#findings.add('root-missing', 'The log does not begin with a root.', index);
    const programme = this.programme.root?.programme;
    if (programme !== undefined && leaf.programme !== programme)
      this.#findings.add('other-programme', `It is of the programme ${leaf.programme}.`, index);
    await this.#judge(index, leaf);
  }

  async #judge(index: number, leaf: Leaf): Promise<void> {
    switch (leaf.kind) {
      case 'root':
      case 'programme':
      case 'policy':
        return this.programme.read(index, leaf);
      case 'roster':
        return this.people.list(index, leaf);
      case 'pause':
      case 'resume':
        return this.people.pause(index, leaf);
      case 'incident':
        return this.incidents.incident(index, leaf);
      case 'incident-close':
        return this.incidents.close(index, leaf);
      case 'request':
        return this.requests.request(index, leaf);
      case 'outcome':
        return this.requests.outcome(index, leaf);
      case 'disclosure':
        return this.requests.disclosure(index, leaf);
      case 'erasure':
        if (leaf.leaf >= index)
          this.#findings.add('erasure-of-nothing', `There is no earlier entry ${leaf.leaf}.`, index);
        this.requests.erasure(index, leaf);
        return;
      case 'audit':
        if (leaf.from >= leaf.to || leaf.to > index)
          this.#findings.add(
            'audit-of-nothing',
            `Entries ${leaf.from} to ${leaf.to} are not all earlier.`,
            index,
          );
        return;
      default:
    }
  }

  end(now: EpochMs): void {
    this.requests.end(now);
  }

  get counts(): Record<string, number> {
    return {
      entries: this.#size,
      ...Object.fromEntries(this.#kinds),
      requests: this.requests.asked,
      requestsOpen: this.requests.open,
      selfAttestedIncidents: this.incidents.selfAttested,
    };
  }
}
