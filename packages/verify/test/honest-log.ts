import type { CameraId, GatewayId, IncidentId, OwnerId } from '@porchlight/domain';
import {
  type Envelope,
  type ReadStatement,
  readStatement,
  type StatementKind,
  statementHash,
  toBase64Url,
} from '@porchlight/statements';
import {
  consentLeaf,
  denialLeaf,
  disclosureLeaf,
  incidentCloseLeaf,
  incidentLeaf,
  type Leaf,
  leafBytes,
  type OutcomeSlot,
  outcomeLeaf,
  pauseLeaf,
  publicLeaf,
  requestDisclosures,
  requestLeaf,
  rosterLeaf,
  type SlotCamera,
  slotCountOf,
  slotDigests,
  withdrawLeaf,
} from '@porchlight/statements/leaf';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  rosterStatement,
  signed,
  TEST_NOW,
  TestLog,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import {
  completeHash,
  formatBundle,
  leafHash,
  parseTilePath,
  type ReadTile,
  TILE_WIDTH,
} from '@porchlight/translog';

export const DAY = 86_400_000;
/** When the honest log is verified: forty days after its first requests. */
export const VERIFIED_AT = TEST_NOW + 40 * DAY;
const LATER = TEST_NOW + 26 * DAY;
const key = () => crypto.getRandomValues(new Uint8Array(32));
const salt = () => toBase64Url(crypto.getRandomValues(new Uint8Array(16)));

async function reading<K extends StatementKind>(kind: K, envelope: Envelope): Promise<ReadStatement<K>> {
  const read = await readStatement(kind, envelope);
  if (read.kind === 'refused') throw new Error(read.detail);
  return read.value;
}

/** A log as a hub would write it, each entry by a name; with what an auditor could open of it. */
export class HonestLog {
  readonly programme: TestProgramme;
  readonly owner: TestSigner;
  readonly leaves: Leaf[] = [];
  readonly at = new Map<string, number>();
  readonly disclosures = new Map<string, readonly string[]>();
  readonly papers = new Map<string, Envelope>();

  private constructor(programme: TestProgramme, owner: TestSigner) {
    this.programme = programme;
    this.owner = owner;
  }

  /** Gateways opened, refused, were offline and died; incidents moved and closed; people and witnesses changed. */
  static async write(): Promise<HonestLog> {
    const log = new HonestLog(await makeProgramme(), await makeSigner('passkey', false));
    await log.#papers();
    await log.#consents();
    await log.#firstLook();
    await log.#secondLook();
    await log.#changes();
    await log.#laterLooks();
    return log;
  }

  index(name: string): number {
    const index = this.at.get(name);
    if (index === undefined) throw new Error(`no entry ${name}`);
    return index;
  }

  push(name: string, leaf: Leaf): number {
    this.at.set(name, this.leaves.length);
    return this.leaves.push(leaf) - 1;
  }

  async #papers(): Promise<void> {
    const { root, programme, policy, roster } = this.programme.envelopes;
    this.push('root', publicLeaf('root', await reading('root', root)));
    this.push('programme', publicLeaf('programme', await reading('programme', programme)));
    this.push('policy', publicLeaf('policy', await reading('policy', policy)));
    this.push('roster', await rosterLeaf(await reading('roster', roster)));
  }

  async #consents(): Promise<void> {
    const consent = consentStatement({
      ownerId: 'owner-1' as OwnerId,
      cameras: [
        cameraConsent(),
        cameraConsent({ cameraId: 'cam-2' as CameraId, gatewayId: 'gw-2' as GatewayId }),
      ],
    });
    const envelope = await signed(consent, this.owner.signer);
    this.papers.set('consent', envelope);
    this.push('consent', await consentLeaf(await reading('consent', envelope), salt()));
  }

  async incident(name: string, changes: object, after: string | null): Promise<Envelope> {
    const envelope = await this.programme.incident(changes);
    this.papers.set(name, envelope);
    const chain = { selfAttested: false, after: after === null ? null : this.index(after) };
    this.push(name, await incidentLeaf(await reading('incident', envelope), chain, key()));
    return envelope;
  }

  async #close(name: string, changes: object, of: string): Promise<void> {
    const closed = await this.programme.incident({ ...changes, status: 'closed' });
    this.push(name, await incidentCloseLeaf(await reading('incident', closed), this.index(of), key()));
  }

  async slotCameras(ids: readonly [string, string][]): Promise<SlotCamera[]> {
    const consentHash = await statementHash(this.papers.get('consent') as Envelope);
    return ids.map(([cameraId, gatewayId]) => ({
      cameraId: cameraId as CameraId,
      gatewayId: gatewayId as GatewayId,
      consentHash,
    }));
  }

  async request(
    name: string,
    of: { incident: string; asked: Envelope; after?: string },
    cameras: readonly SlotCamera[],
  ): Promise<void> {
    const { trust } = this.programme;
    const request = await reading('request', of.asked);
    const operator = trust.roster?.statement.people.find((p) => p.id === request.statement.operatorId);
    if (operator === undefined) throw new Error('no operator');
    const recordKey = key();
    const parts = {
      request,
      operator,
      incident: this.index(of.incident),
      incidentHash: await statementHash(this.papers.get(of.incident) as Envelope),
      after: of.after === undefined ? null : this.index(of.after),
      recordKey,
      cameras: cameras.length,
    };
    const slots = await slotDigests(recordKey, slotCountOf(request.statement), cameras);
    this.papers.set(name, of.asked);
    this.disclosures.set(name, await requestDisclosures(parts, cameras));
    this.push(name, await requestLeaf(parts, slots));
  }

  async #outcome(name: string, request: string, answers: readonly OutcomeSlot[]): Promise<void> {
    const { programme } = this.programme.trust.root;
    this.push(name, await outcomeLeaf(programme, this.index(request), 16, answers, key()));
  }

  #disclose(name: string, request: string): void {
    const { programme } = this.programme.trust.root;
    const texts = this.disclosures.get(request) ?? [];
    this.push(name, disclosureLeaf(programme, this.index(request), texts));
  }

  /** One camera opened, one gateway refused; the incident moved and was closed. */
  async #firstLook(): Promise<void> {
    const incident = await this.incident('incident', {}, null);
    const asked = await this.programme.request(incident, { follow: true });
    const cameras = await this.slotCameras([
      ['cam-1', 'gw-1'],
      ['cam-2', 'gw-2'],
    ]);
    await this.request('request', { incident: 'incident', asked }, cameras);
    await this.incident('moved', { seq: 2, issuedAt: TEST_NOW + 1000 }, 'incident');
    await this.request('further', { incident: 'moved', asked, after: 'request' }, cameras);
    await this.#close('close', { seq: 3 }, 'moved');
    await this.#outcome('outcome', 'request', [
      { cameraId: 'cam-1' as CameraId, result: 'opened', reasons: [] },
      { cameraId: 'cam-2' as CameraId, result: 'refused', reasons: ['camera-paused'] },
    ]);
  }

  /** Nobody was there; then a gateway that was offline, and a request that the rules refused. */
  async #secondLook(): Promise<void> {
    const of = { incidentId: 'inc-2' as IncidentId };
    const incident = await this.incident('incident-2', of, null);
    const asked = await this.programme.request(incident, of);
    await this.request('request-2', { incident: 'incident-2', asked }, []);
    const again = await this.programme.request(incident, of);
    const offline = await this.slotCameras([['cam-1', 'gw-1']]);
    await this.request('request-3', { incident: 'incident-2', asked: again }, offline);
    await this.#outcome('outcome-2', 'request-2', []);
    await this.#outcome('outcome-3', 'request-3', [
      { cameraId: 'cam-1' as CameraId, result: 'lapsed', reasons: [] },
    ]);
    const denied = await reading('request', await this.programme.request(incident, { ...of, minutes: 900 }));
    const [operator] = this.programme.trust.roster?.statement.people ?? [];
    if (operator) this.push('denial', await denialLeaf(denied, operator, ['too-many-minutes'], key()));
    await this.#close('close-2', { ...of, seq: 2 }, 'incident-2');
  }

  /** A withdrawal, a pause and its end, another list of people, another witness in a second root. */
  async #changes(): Promise<void> {
    const { programme: p } = this;
    const consent = await reading('consent', this.papers.get('consent') as Envelope);
    this.push('withdraw', await withdrawLeaf(consent, ['cam-2' as CameraId], salt(), key()));
    const pause = await p.pause('paused', 1, [p.clerks[0]]);
    this.push('pause', pauseLeaf(await reading('pause', pause)));
    const resume = await p.pause('running', 2, p.clerks);
    this.push('resume', pauseLeaf(await reading('pause', resume)));
    const people = p.trust.roster?.statement.people ?? [];
    const next = rosterStatement(people, {
      epoch: 2,
      previous: await statementHash(p.envelopes.roster),
      issuedAt: LATER - DAY,
      expiresAt: LATER + 28 * DAY,
    });
    const roster = await signed(next, p.clerks[0].signer);
    this.push('roster-2', await rosterLeaf(await reading('roster', roster)));
    const root = { ...p.trust.root, version: 2 };
    const second = await signed(root, p.root.signer);
    this.push('root-2', publicLeaf('root', await reading('root', second)));
    this.#disclose('disclosure', 'request');
    this.#disclose('disclosure-further', 'further');
    this.#disclose('disclosure-2', 'request-2');
    const { programme } = p.trust.root;
    this.#disclose('disclosure-3', 'request-3');
    this.push('erasure', { v: 1, kind: 'erasure', programme, leaf: this.index('request-3') });
    this.push('erasure-outcome', { v: 1, kind: 'erasure', programme, leaf: this.index('outcome-3') });
    const sd = [toBase64Url(key())];
    this.push('audit', { v: 1, kind: 'audit', programme, from: 0, to: this.leaves.length - 1, sd });
  }

  /** Not yet to be disclosed; the last one runs while the log is read. */
  async #laterLooks(): Promise<void> {
    const cameras = await this.slotCameras([['cam-1', 'gw-1']]);
    for (const [n, at] of [LATER, VERIFIED_AT].entries()) {
      const of = { incidentId: `inc-late-${n}` as IncidentId };
      const incident = await this.incident(
        `incident-late-${n}`,
        { ...of, reportedAt: at, issuedAt: at },
        null,
      );
      const asked = await this.programme.request(incident, { ...of, issuedAt: at, rosterEpoch: 2 });
      await this.request(`request-late-${n}`, { incident: `incident-late-${n}`, asked }, cameras);
      if (n === 0) await this.#outcome('outcome-late', 'request-late-0', []);
    }
  }

  /** The entries, with some leaves put in the place of others. */
  log(changes: Readonly<Record<string, Leaf | Uint8Array<ArrayBuffer>>> = {}): TestLog {
    const log = new TestLog(this.programme.logKeys);
    const changed = new Map(Object.entries(changes).map(([name, leaf]) => [this.index(name), leaf]));
    for (const [index, leaf] of this.leaves.entries()) {
      const other = changed.get(index) ?? leaf;
      log.appendBytes(other instanceof Uint8Array ? other : leafBytes(other));
    }
    return log;
  }
}

/** The public files of a log. */
export function tilesOf(entries: readonly Uint8Array[], checkpoint: string): ReadTile {
  const hashes = entries.map(leafHash);
  return async (path) => {
    if (path === 'checkpoint') return new TextEncoder().encode(checkpoint);
    const tile = parseTilePath(path);
    if (tile === undefined) return null;
    const first = tile.index * TILE_WIDTH;
    if (tile.level === 'entries') return formatBundle(entries.slice(first, first + tile.width));
    const span = TILE_WIDTH ** tile.level;
    return Buffer.concat(
      Array.from({ length: tile.width }, (_, n) =>
        completeHash(hashes.slice((first + n) * span, (first + n + 1) * span)),
      ),
    );
  };
}
