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

/** What later entries are judged by; forgotten once nothing more can follow, so that memory does not grow with the log. */
interface KnownRequest {
  /** All that a leaf which continues it must repeat. */
  readonly same: string;
  readonly slots: number;
  readonly minutes: number;
  /** When it is to be disclosed, and what opens: its digests. */
  readonly discloseBy: string;
  readonly digests: string;
  /** The first leaf of its chain. */
  readonly first: number;
  outcome: boolean;
  /** Its outcome's own index. */
  outcomeLeaf: number | null;
  disclosed: boolean;
}

const sameOf = ({
  class: incidentClass,
  policy,
  opTag,
  minutes,
  discloseBy,
  slots,
}: LeafOf<'request'>): string => [incidentClass, policy, opTag, minutes, discloseBy, slots.length].join(' ');

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
  /** Outcomes of requests that are known, by their own index. */
  readonly #outcomes = new Map<number, number>();
  #newestDay = 0;
  asked = 0;
  outcomes = 0;

  constructor(findings: Findings, judges: Judges) {
    this.#findings = findings;
    this.#judges = judges;
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
    this.#requests.set(index, {
      same: sameOf(leaf),
      slots: leaf.slots.length,
      minutes: leaf.minutes,
      discloseBy: leaf.discloseBy,
      digests: leaf.sd.join(' '),
      first,
      // The outcome is that of the first leaf.
      outcome: leaf.after !== null,
      outcomeLeaf: null,
      disclosed: false,
    });
  }

  #place(index: number, leaf: LeafOf<'request'>): void {
    const incident = this.#judges.incidents.at(leaf.incident);
    if (incident === undefined)
      this.#findings.add(
        'request-without-incident',
        `Entry ${leaf.incident} is not an earlier incident.`,
        index,
      );
    else if (incident.kind === 'closed')
      this.#findings.add(
        'request-incident-closed',
        `The incident of entry ${leaf.incident} was closed before.`,
        index,
      );
    else if (leaf.after === null && incident.class !== leaf.class)
      this.#findings.add('request-class', `It says ${leaf.class}, the incident is ${incident.class}.`, index);
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
    const same = before?.same === sameOf(leaf);
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
    if (request.slots !== leaf.slots.length)
      this.#findings.add('outcome-shape', 'It has another number of places than its request.', index);
    request.outcome = true;
    this.outcomes += 1;
    request.outcomeLeaf = index;
    this.#outcomes.set(index, leaf.request);
    this.#forget(leaf.request, request);
  }

  async disclosure(index: number, leaf: LeafOf<'disclosure'>): Promise<void> {
    const request = this.#requests.get(leaf.leaf);
    if (request === undefined) {
      this.#findings.add('disclosure-without-request', `Entry ${leaf.leaf} is not a request.`, index);
      return;
    }
    request.disclosed = true;
    const { digests: own } = request;
    this.#forget(leaf.leaf, request);
    const digests = await Promise.all(leaf.disclosures.map(digestOf));
    const paths = leaf.disclosures.map((text) => readDisclosure(text)?.path ?? '');
    const known = new Set<string>(own.split(' '));
    const complete = DISCLOSED_PATHS.every((path) => paths.includes(path));
    if (!complete || digests.some((digest) => !known.has(digest)))
      this.#findings.add('disclosure-does-not-open', `It does not open entry ${leaf.leaf}.`, index);
  }

  /** What opens a request, or its outcome, may be deleted only once everybody could read what must be disclosed of it. */
  erasure(index: number, { leaf }: LeafOf<'erasure'>): void {
    const owes = this.#requests.get(leaf) ?? this.#requests.get(this.#outcomes.get(leaf) ?? -1);
    if (owes)
      this.#findings.add('erasure-too-early', `Entry ${leaf} was erased before its disclosure.`, index);
  }

  /** What is missing at the end of the log, at `now`. */
  end(now: EpochMs): void {
    for (const [index, { discloseBy, minutes, outcome, disclosed }] of this.#requests) {
      const due = Date.parse(discloseBy);
      const asked = due - DISCLOSE_AFTER_DAYS * DAY_MS;
      const over = asked + DAY_MS + minutes * 60_000 + GRACE_MS < now;
      if (!outcome && over)
        this.#findings.add('outcome-missing', 'The request is over and has no outcome.', index);
      if (!disclosed && due + GRACE_MS < now)
        this.#findings.add('disclosure-missing', `It was to be disclosed by ${discloseBy}.`, index);
    }
  }

  /** Requests that are not over, or may not be. */
  get open(): number {
    return [...this.#requests.values()].filter(({ outcome }) => !outcome).length;
  }

  /** A first leaf is still continued until its outcome; nothing follows what has its outcome and was disclosed. */
  #forget(index: number, { outcome, outcomeLeaf, disclosed }: KnownRequest): void {
    if (!outcome || !disclosed) return;
    this.#requests.delete(index);
    if (outcomeLeaf !== null) this.#outcomes.delete(outcomeLeaf);
  }
}

function discloseDay(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}
