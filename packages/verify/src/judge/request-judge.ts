import type { EpochMs } from '@porchlight/domain';
import {
  DISCLOSE_AFTER_DAYS,
  DISCLOSED_PATHS,
  digestOf,
  type LeafOf,
  readDisclosure,
} from '@porchlight/statements/leaf';
import type { Findings } from '../findings.ts';
import type { IncidentJudge } from './incident-judge.ts';
import type { PeopleJudge } from './people-judge.ts';
import type { ProgrammeJudge } from './programme-judge.ts';

const DAY_MS = 86_400_000;
/** A day's grace for what a hub that was down writes late. */
const GRACE_MS = 2 * DAY_MS;

interface KnownRequest {
  readonly leaf: LeafOf<'request'>;
  /** The first leaf of its chain. */
  readonly first: number;
  newest: number;
  outcome: boolean;
  disclosed: boolean;
}

export interface Judges {
  readonly programme: ProgrammeJudge;
  readonly people: PeopleJudge;
  readonly incidents: IncidentJudge;
}

/** Requests, what became of them, and what was disclosed of them. */
export class RequestJudge {
  readonly #findings: Findings;
  readonly #judges: Judges;
  readonly #requests = new Map<number, KnownRequest>();
  #newestDay = 0;
  asked = 0;
  outcomes = 0;

  constructor(findings: Findings, judges: Judges) {
    this.#findings = findings;
    this.#judges = judges;
  }

  leafAt(index: number): LeafOf<'request'> | undefined {
    return this.#requests.get(index)?.leaf;
  }

  request(index: number, leaf: LeafOf<'request'>): void {
    const { people } = this.#judges;
    if (people.paused)
      this.#findings.add('request-while-paused', 'It was made while the programme was paused.', index);
    this.#place(index, leaf);
    this.#rules(index, leaf);
    this.#day(index, leaf);
    const before = leaf.after === null ? undefined : this.#requests.get(leaf.after);
    if (leaf.after !== null) this.#chain(index, leaf, before);
    else this.asked += 1;
    const first = before?.first ?? index;
    this.#requests.set(index, { leaf, first, newest: index, outcome: false, disclosed: false });
    const head = this.#requests.get(first);
    if (head) head.newest = index;
  }

  #place(index: number, leaf: LeafOf<'request'>): void {
    const incident = this.#judges.incidents.at(leaf.incident);
    if (incident === undefined || leaf.incident >= index) {
      this.#findings.add(
        'request-without-incident',
        `Entry ${leaf.incident} is not an earlier incident.`,
        index,
      );
      return;
    }
    if (incident.closed)
      this.#findings.add(
        'request-incident-closed',
        `The incident of entry ${leaf.incident} was closed before.`,
        index,
      );
    if (leaf.after === null && incident.classAt !== leaf.class)
      this.#findings.add(
        'request-class',
        `It says ${leaf.class}, the incident is ${incident.classAt}.`,
        index,
      );
  }

  #rules(index: number, leaf: LeafOf<'request'>): void {
    const { programme, people } = this.#judges;
    const { policy } = programme;
    if (!programme.isInForce(leaf.policy))
      this.#findings.add('request-policy', 'It names a policy that is not in force.', index);
    if (policy && leaf.minutes > policy.maxMinutes)
      this.#findings.add(
        'request-minutes',
        `${leaf.minutes} minutes; the policy allows ${policy.maxMinutes}.`,
        index,
      );
    if (policy && policy.radiusM[leaf.class] === undefined)
      this.#findings.add('request-class-not-listed', `The policy does not list ${leaf.class}.`, index);
    const epoch = people.roster?.epoch ?? 0;
    if (leaf.rosterEpoch > epoch)
      this.#findings.add(
        'request-roster',
        `It names a list of people of epoch ${leaf.rosterEpoch}; ${epoch} stands in the log.`,
        index,
      );
    if (!people.mayAsk(leaf.opTag))
      this.#findings.add(
        'request-operator',
        'Nobody on the list of people in force goes by its pseudonym.',
        index,
      );
  }

  /** The day of a request is public: the day of its disclosure less the waiting time. */
  #day(index: number, { discloseBy }: LeafOf<'request'>): void {
    const day = Date.parse(discloseBy) - DISCLOSE_AFTER_DAYS * DAY_MS;
    if (day + DAY_MS < this.#newestDay)
      this.#findings.add('order-in-time', 'Its day lies before that of an earlier entry.', index);
    this.#newestDay = Math.max(this.#newestDay, day);
    const { programme, people } = this.#judges;
    const dates = programme.programme;
    if (dates && (day + DAY_MS <= dates.startsAt || day >= dates.endsAt))
      this.#findings.add(
        'request-outside-dates',
        `${discloseDay(day)} lies outside the programme’s dates.`,
        index,
      );
    const { roster } = people;
    if (roster && (day + DAY_MS <= roster.issuedAt - DAY_MS || day >= roster.expiresAt))
      this.#findings.add('roster-expired', `The list of people was not valid on ${discloseDay(day)}.`, index);
  }

  #chain(index: number, leaf: LeafOf<'request'>, before: KnownRequest | undefined): void {
    const head = before && this.#requests.get(before.first);
    const same =
      before &&
      before.leaf.class === leaf.class &&
      before.leaf.policy === leaf.policy &&
      before.leaf.opTag === leaf.opTag &&
      before.leaf.minutes === leaf.minutes &&
      before.leaf.discloseBy === leaf.discloseBy &&
      before.leaf.slots.length === leaf.slots.length;
    if (!same || head?.outcome)
      this.#findings.add(
        'request-chain',
        `It continues entry ${leaf.after}, which is not a request it can continue.`,
        index,
      );
  }

  outcome(index: number, leaf: LeafOf<'outcome'>): void {
    const request = this.#requests.get(leaf.request);
    if (request === undefined || request.first !== leaf.request) {
      this.#findings.add(
        'outcome-without-request',
        `Entry ${leaf.request} is not the first of a request.`,
        index,
      );
      return;
    }
    if (request.outcome)
      this.#findings.add(
        'outcome-twice',
        `The request of entry ${leaf.request} has an outcome already.`,
        index,
      );
    if (request.leaf.slots.length !== leaf.slots.length)
      this.#findings.add('outcome-shape', 'It has another number of places than its request.', index);
    request.outcome = true;
    this.outcomes += 1;
  }

  async disclosure(index: number, leaf: LeafOf<'disclosure'>): Promise<void> {
    const request = this.#requests.get(leaf.leaf);
    if (request === undefined) {
      this.#findings.add('disclosure-without-request', `Entry ${leaf.leaf} is not a request.`, index);
      return;
    }
    request.disclosed = true;
    const digests = await Promise.all(leaf.disclosures.map(digestOf));
    const paths = leaf.disclosures.map((text) => readDisclosure(text)?.path ?? '');
    const known = new Set<string>(request.leaf.sd);
    const complete = DISCLOSED_PATHS.every((path) => paths.includes(path));
    if (!complete || digests.some((digest) => !known.has(digest)))
      this.#findings.add('disclosure-does-not-open', `It does not open entry ${leaf.leaf}.`, index);
  }

  /** What is missing at the end of the log, at `now`. Erased entries owe nothing more. */
  end(now: EpochMs, erased: ReadonlySet<number>): void {
    for (const [index, { leaf, first, outcome, disclosed }] of this.#requests) {
      const due = Date.parse(leaf.discloseBy);
      const asked = due - DISCLOSE_AFTER_DAYS * DAY_MS;
      const over = asked + DAY_MS + leaf.minutes * 60_000 + GRACE_MS < now;
      if (first === index && !outcome && over)
        this.#findings.add('outcome-missing', 'The request is over and has no outcome.', index);
      if (!disclosed && !erased.has(index) && due + GRACE_MS < now)
        this.#findings.add('disclosure-missing', `It was to be disclosed by ${leaf.discloseBy}.`, index);
    }
  }

  /** Requests that are not over, or may not be. */
  get open(): number {
    return [...this.#requests.entries()].filter(([index, r]) => r.first === index && !r.outcome).length;
  }
}

function discloseDay(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}
