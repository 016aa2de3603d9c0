import { distanceM, type EpochMs } from '@porchlight/domain';
import { readProfile } from '@porchlight/policy/second';
import {
  advanceTrust,
  type Envelope,
  openTrust,
  readStatement,
  rootFingerprint,
  type Trust,
} from '@porchlight/statements';
import { type LeafOf, type Openings, readDisclosure, readLeaf } from '@porchlight/statements/leaf';
import {
  type Checkpoint,
  openCheckpoint,
  parsePolicy,
  type ReadTile,
  TILE_WIDTH,
  TileReader,
} from '@porchlight/translog';
import { type Finding, Findings } from './findings.ts';
import { OpeningsJudge } from './openings/openings-judge.ts';

/** The programme's public papers, as anybody may ask for them. */
export interface Papers {
  readonly root: Envelope;
  readonly programme: Envelope;
  readonly policy: Envelope;
}

/** What a look was, as its entry and what opens it say. */
export interface LookFacts {
  /** The request's entry, and the size of the tree it was found in. */
  readonly index: number;
  readonly size: number;
  readonly rootFingerprint: string;
  readonly witnesses: number;
  readonly witnessedAt: EpochMs | null;
  readonly leaf: LeafOf<'request'>;
  readonly askedAt: EpochMs | null;
  readonly distanceM: number | null;
  readonly limitM: number;
  readonly ownerLimitM: number | null;
  /** Titles of the ordinance's rules; all of them held when nothing was found. */
  readonly rules: readonly { readonly section: string; readonly title: string }[];
  /** What the gateway answered, when the outcome stands in the log. */
  readonly outcome: {
    readonly index: number;
    readonly result: string;
    readonly reasons: readonly string[];
  } | null;
}

export type LookCheck =
  | { readonly kind: 'checked'; readonly findings: readonly Finding[]; readonly facts: LookFacts }
  /** Something is missing or does not hold before the look itself could be judged. */
  | { readonly kind: 'failed'; readonly findings: readonly Finding[] };

/**
 * Checks one look by what its owner holds of it, without reading the whole log: its entry stands in a tree that log and
 * witnesses signed, opens to these papers, and kept the rules. `openings`: the request's entry first, then its outcome.
 */
export async function checkLook(read: ReadTile, papers: Papers, openings: Openings): Promise<LookCheck> {
  const findings = new Findings();
  const trust = await trustOf(papers);
  if (trust === undefined) {
    findings.add('root-unsigned', 'The programme’s papers are not signed by its root.');
    return failed(findings);
  }
  const found = await findLook(read, trust, openings, findings);
  if (found === undefined) return failed(findings);
  await new OpeningsJudge(findings, trust, found.reader).judge(openings);
  if (found.leaf.policy !== trust.policy?.hash)
    findings.skip('openings', 'The policy has changed since; the one that was in force then is in the log.');
  const facts = await factsOf(found, trust, openings);
  return { kind: 'checked', findings: allOf(findings), facts };
}

const failed = (findings: Findings): LookCheck => ({ kind: 'failed', findings: allOf(findings) });
const allOf = (findings: Findings): Finding[] =>
  findings.results(['tiles', 'checkpoint', 'root', 'openings']).flatMap((check) => [...check.findings]);

async function trustOf({ root, programme, policy }: Papers): Promise<Trust | undefined> {
  const opened = await openTrust(root);
  if (opened.kind === 'refused') return undefined;
  let trust = opened.value;
  for (const envelope of [programme, policy]) {
    const verdict = await advanceTrust(trust, envelope, Number.MAX_SAFE_INTEGER);
    if (verdict.kind === 'refused') return undefined;
    trust = verdict.value;
  }
  return trust;
}

interface FoundLook {
  readonly reader: TileReader;
  readonly checkpoint: Checkpoint;
  readonly leaf: LeafOf<'request'>;
  readonly witnesses: number;
  readonly witnessedAt: EpochMs | null;
}

async function findLook(
  read: ReadTile,
  trust: Trust,
  openings: Openings,
  findings: Findings,
): Promise<FoundLook | undefined> {
  const policy = parsePolicy(new TextEncoder().encode(trust.root.log.policy));
  const note = await read('checkpoint');
  const opened = note && policy.kind === 'policy' ? await openCheckpoint(note, policy.policy) : undefined;
  if (opened?.kind !== 'trusted') {
    findings.add(
      'checkpoint-unreadable',
      'The log’s checkpoint is missing, or log and witnesses did not sign it.',
    );
    return undefined;
  }
  const tree = await TileReader.open(opened.checkpoint, read);
  const index = openings.entries[0]?.index ?? 0;
  const bundle =
    tree.kind === 'reader' && index < opened.checkpoint.size
      ? await tree.reader.readBundle(Math.floor(index / TILE_WIDTH))
      : undefined;
  if (tree.kind !== 'reader' || bundle?.kind !== 'entries') {
    findings.add('tile-altered', 'The files of the log do not lead to its checkpoint.');
    return undefined;
  }
  const leaf = readLeaf(bundle.entries[index - bundle.first] ?? new Uint8Array());
  if (leaf?.kind !== 'request') {
    findings.add('opening-without-entry', 'The entry is not that of a request.', index);
    return undefined;
  }
  const { checkpoint, cosigners, quorumTime } = opened;
  const witnessedAt = quorumTime === undefined ? null : quorumTime * 1000;
  return { reader: tree.reader, checkpoint, leaf, witnesses: cosigners.length, witnessedAt };
}

async function factsOf(
  { checkpoint, leaf, witnesses, witnessedAt }: FoundLook,
  trust: Trust,
  openings: Openings,
): Promise<LookFacts> {
  const [request, ...others] = openings.entries;
  const opened = (request?.disclosures ?? []).map(readDisclosure);
  const askedAt = opened.find((each) => each?.path === 'issuedAt')?.value;
  const slot = opened.find((each) => each?.path.startsWith('slot/'))?.value;
  const cameraId = Array.isArray(slot) ? slot[0] : undefined;
  const incident = request?.papers?.incident && (await readStatement('incident', request.papers.incident));
  const [envelope] = request?.papers?.consents ?? [];
  const consent = envelope && (await readStatement('consent', envelope));
  const terms =
    consent?.kind === 'ok'
      ? consent.value.statement.cameras.find((camera) => camera.cameraId === cameraId)
      : undefined;
  const place = incident?.kind === 'ok' ? incident.value.statement.position : undefined;
  return {
    index: request?.index ?? 0,
    size: checkpoint.size,
    rootFingerprint: await rootFingerprint(trust.root),
    witnesses,
    witnessedAt,
    leaf,
    askedAt: typeof askedAt === 'number' ? askedAt : null,
    distanceM: terms && place ? Math.ceil(distanceM(terms.pose.position, place)) : null,
    limitM: trust.policy?.statement.radiusM[leaf.class] ?? 0,
    ownerLimitM: terms?.radiusM ?? null,
    rules: (readProfile(trust.policy?.statement.cedar ?? '') ?? []).map(({ section, title }) => ({
      section,
      title,
    })),
    outcome: outcomeOf(others),
  };
}

function outcomeOf(entries: Openings['entries']): LookFacts['outcome'] {
  for (const { index, disclosures } of entries)
    for (const text of disclosures) {
      const value = readDisclosure(text)?.value;
      if (!Array.isArray(value)) continue;
      const [, result, ...reasons] = value as string[];
      if (result !== undefined) return { index, result, reasons };
    }
  return null;
}
