import { distanceM, localMinute, ringContains, withinHours } from '@porchlight/domain';
import { decideProfile, readProfile } from '@porchlight/policy/second';
import {
  type CameraConsent,
  type ConsentStatement,
  type Envelope,
  type IncidentStatement,
  readStatement,
  type StatementKind,
  type StatementOf,
  siteOf,
  type Trust,
  verifiedSigners,
} from '@porchlight/statements';
import {
  digestOf,
  type LeafOf,
  type Opened,
  type Openings,
  readDisclosure,
  readLeaf,
} from '@porchlight/statements/leaf';
import { TILE_WIDTH, type TileReader } from '@porchlight/translog';
import type { Findings } from '../findings.ts';

type Entry = Openings['entries'][number];

/** What an entry's disclosures open, by path. */
type Values = ReadonlyMap<string, Opened>;

/** Judges what an owner or an auditor can open: that it is what stands in the log, and that it kept the rules. */
export class OpeningsJudge {
  readonly #findings: Findings;
  readonly #trust: Trust;
  readonly #reader: TileReader;

  constructor(findings: Findings, trust: Trust, reader: TileReader) {
    this.#findings = findings;
    this.#trust = trust;
    this.#reader = reader;
  }

  async judge(openings: Openings): Promise<void> {
    for (const entry of openings.entries) await this.#entry(entry);
  }

  async #entry(entry: Entry): Promise<void> {
    const { index } = entry;
    const bytes = await this.#bytesOf(index);
    const leaf = bytes && readLeaf(bytes);
    if (leaf === undefined) {
      this.#findings.add('opening-without-entry', 'There is no such entry that can be read.', index);
      return;
    }
    const values = await this.#opened(entry, leaf);
    if (values && leaf.kind === 'request') await this.#request(entry, leaf, values);
  }

  async #bytesOf(index: number): Promise<Uint8Array | undefined> {
    if (index >= this.#reader.tree.size) return undefined;
    const bundle = await this.#reader.readBundle(Math.floor(index / TILE_WIDTH));
    return bundle.kind === 'entries' ? bundle.entries[index - bundle.first] : undefined;
  }

  /** Undefined when a disclosure is not one of the entry's. */
  async #opened(
    { index, disclosures }: Entry,
    leaf: NonNullable<ReturnType<typeof readLeaf>>,
  ): Promise<Values | undefined> {
    const places = 'slots' in leaf ? leaf.slots : [];
    const digests = new Set<string>([...('sd' in leaf ? leaf.sd : []), ...places]);
    const values = new Map<string, Opened>();
    for (const text of disclosures) {
      const read = readDisclosure(text);
      if (read === undefined || !digests.has(await digestOf(text))) {
        this.#findings.add('opening-does-not-open', 'A disclosure given is not one of this entry.', index);
        return undefined;
      }
      const slot = /^slot\/(\d+)$/.exec(read.path)?.[1];
      if (slot !== undefined && places[Number(slot)] !== (await digestOf(text))) {
        this.#findings.add('opening-does-not-open', 'A disclosure names another place than it opens.', index);
        return undefined;
      }
      values.set(read.path, read.value);
    }
    return values;
  }

  async #request({ index, papers = {} }: Entry, leaf: LeafOf<'request'>, values: Values): Promise<void> {
    const { root } = this.#trust;
    const people = this.#trust.roster?.statement.people ?? [];
    const asked =
      papers.request && (await this.#paper(index, 'request', papers.request, values.get('request')));
    // Without the list of people there is nobody to check an operator's signature by.
    const operator = asked && people.find((person) => person.id === asked.operatorId);
    if (asked && operator && papers.request) {
      const signers = await verifiedSigners(papers.request, operator.keys, siteOf(root));
      if (signers.length === 0) this.#forged(index, 'request');
    }
    if (
      asked &&
      (asked.minutes !== leaf.minutes || asked.class !== leaf.class || asked.policyHash !== leaf.policy)
    )
      this.#findings.add('opened-paper-other', 'The request says something else than its entry.', index);
    const incident =
      papers.incident && (await this.#paper(index, 'incident', papers.incident, values.get('incident')));
    if (incident === undefined || papers.incident === undefined) return;
    const signers = await verifiedSigners(papers.incident, root.intakeKeys, siteOf(root));
    if (signers.length === 0) this.#forged(index, 'incident');
    const at = values.get('issuedAt');
    for (const envelope of papers.consents ?? [])
      await this.#consent(
        { index, leaf, incident, at: typeof at === 'number' ? at : incident.issuedAt },
        envelope,
        values,
      );
  }

  /** Reads a paper and compares its hash with the one that the entry's disclosure names. */
  async #paper<K extends StatementKind>(
    index: number,
    kind: K,
    envelope: Envelope,
    hash: Opened | undefined,
  ): Promise<StatementOf<K> | undefined> {
    const read = await readStatement(kind, envelope);
    if (read.kind === 'ok' && read.value.hash === hash) return read.value.statement;
    this.#findings.add(
      'opened-paper-other',
      `The ${kind} given is not the one that the entry stands for.`,
      index,
    );
    return undefined;
  }

  #forged(index: number, what: string): void {
    this.#findings.add('opened-paper-forged', `The ${what} is not signed by who may sign it.`, index);
  }

  async #consent(look: OpenedLook, envelope: Envelope, values: Values): Promise<void> {
    const read = await readStatement('consent', envelope);
    if (read.kind === 'refused') {
      this.#findings.add('opened-paper-other', 'A consent given cannot be read.', look.index);
      return;
    }
    const { statement, hash } = read.value;
    const slots = [...values].filter(([path]) => path.startsWith('slot/')).map(([, value]) => value);
    const own = slots.filter(
      (slot): slot is readonly [string, string, string] => Array.isArray(slot) && slot[1] === hash,
    );
    if (own.length === 0)
      this.#findings.add('opened-paper-other', 'No place of the entry names the consent given.', look.index);
    for (const [cameraId] of own) this.#camera(look, statement, cameraId);
  }

  /** Distance, the owner's terms, and the ordinance by the second evaluator. */
  #camera(look: OpenedLook, consent: ConsentStatement, cameraId: string): void {
    const { index, leaf, incident, at } = look;
    const terms = consent.cameras.find((camera) => camera.cameraId === cameraId);
    if (terms === undefined) {
      this.#findings.add('opened-paper-other', 'The consent does not name the camera of the entry.', index);
      return;
    }
    const metres = Math.ceil(distanceM(terms.pose.position, incident.position));
    const limit = this.#trust.policy?.statement.radiusM[leaf.class] ?? 0;
    if (metres > limit || metres > terms.radiusM)
      this.#findings.add(
        'opened-too-far',
        `The camera is ${metres} m from the incident; allowed are ${Math.min(limit, terms.radiusM)} m.`,
        index,
      );
    if (
      terms.tier !== 'incident' ||
      !terms.classes.includes(leaf.class) ||
      at < terms.from ||
      at >= terms.until ||
      !this.#inHours(terms, at)
    )
      this.#findings.add(
        'opened-against-terms',
        'The owner’s terms for this camera did not allow it.',
        index,
      );
    this.#ordinance(look, terms, metres);
  }

  #ordinance({ index, leaf, incident, at }: OpenedLook, terms: CameraConsent, metres: number): void {
    const { policy, programme } = this.#trust;
    const rules = policy && readProfile(policy.statement.cedar);
    const opinion = decideProfile(rules, {
      class: leaf.class,
      classListed: policy?.statement.radiusM[leaf.class] !== undefined,
      incidentOpen: incident.status === 'open',
      incidentAgeMinutes: Math.max(0, Math.ceil((at - incident.reportedAt) / 60_000)),
      insideBoundary:
        programme !== undefined && ringContains(programme.statement.boundary, incident.position),
      minutes: leaf.minutes,
      maxMinutes: policy?.statement.maxMinutes ?? 0,
      distanceM: metres,
      policyRadiusM: policy?.statement.radiusM[leaf.class] ?? 0,
      ownerRadiusM: terms.radiusM,
      tier: terms.tier,
      classConsented: terms.classes.includes(leaf.class),
      withinHours: this.#inHours(terms, at),
    });
    if (opinion.kind === 'permit') return;
    const titles = opinion.kind === 'refuse' ? opinion.rules.map(({ title }) => title).join(' ') : '';
    this.#findings.add('opened-against-policy', `The ordinance forbids it. ${titles}`.trim(), index);
  }

  #inHours(terms: CameraConsent, at: number): boolean {
    const zone = this.#trust.programme?.statement.timeZone;
    return (
      terms.hours.kind === 'always' || (zone !== undefined && withinHours(terms.hours, localMinute(at, zone)))
    );
  }
}

interface OpenedLook {
  readonly index: number;
  readonly leaf: LeafOf<'request'>;
  readonly incident: IncidentStatement;
  /** When it was asked, as the entry's disclosure says. */
  readonly at: number;
}
