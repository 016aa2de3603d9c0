import type { EpochMs } from '@porchlight/domain';
import { openTrust } from '@porchlight/statements';
import type { Openings } from '@porchlight/statements/leaf';
import {
  type Checkpoint,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  type ReadTile,
  TileReader,
  type TrustPolicy,
} from '@porchlight/translog';
import { CHECKS, type CheckName, Findings, type Report } from './findings.ts';
import { EntryJudge } from './judge/entry-judge.ts';
import { judgeHistory } from './judge/judge-history.ts';
import { OpeningsJudge } from './openings/openings-judge.ts';

export interface VerifyAsk {
  /** Files of the log by their C2SP path; null when one is not there. */
  readonly read: ReadTile;
  /** The root's envelope as it was published, compared with the log's first entry by its pin. */
  readonly root: unknown;
  /**
   * Checkpoints seen before (`own`) or handed in by others, as their notes; each with a name for the report. One's own must not be
   * ahead of the log; another's may be, when these files are an older copy.
   */
  readonly seen?: readonly { readonly name: string; readonly note: Uint8Array; readonly own: boolean }[];
  readonly openings?: Openings;
  readonly now: EpochMs;
  /** Called about once in a thousand entries. */
  readonly onProgress?: (done: number, size: number) => void;
}

const STEP = 1024;

/** Reads a whole log in bounded memory and judges everything that can be judged from outside. Rejects only when `read` does. */
export async function verifyLog(ask: VerifyAsk): Promise<Report> {
  const findings = new Findings();
  const pin = await pinOf(ask.root);
  if (pin === undefined) findings.add('root-unsigned', 'The root given is not one that its own keys signed.');
  const note = await ask.read('checkpoint');
  const checkpoint = note && readCheckpoint(note);
  if (!note || !checkpoint) {
    findings.add(
      'checkpoint-unreadable',
      note ? 'The checkpoint cannot be read.' : 'There is no checkpoint.',
    );
    return report(findings, undefined, 0, undefined, ask);
  }
  const opened = await TileReader.open(checkpoint, ask.read);
  if (opened.kind !== 'reader') {
    findings.add(
      opened.kind === 'missing' ? 'tile-missing' : 'tile-altered',
      `The file ${opened.path} is ${opened.kind}.`,
    );
    return report(findings, undefined, checkpoint.size, undefined, ask);
  }
  const { reader } = opened;
  const judge = new EntryJudge(findings, pin);
  const whole = await readAll(reader, judge, ask, findings);
  if (whole) judge.end(ask.now);
  const policies = policiesOf(judge);
  await judgeCheckpoint(note, policies.at(-1), whole, findings);
  await judgeHistory(reader, ask.seen ?? [], policies, findings);
  if (ask.openings && judge.programme.trust)
    await new OpeningsJudge(findings, judge.programme.trust, reader).judge(ask.openings);
  const holds = !findings
    .results(['tiles', 'checkpoint', 'history'])
    .some(({ verdict }) => verdict === 'FAIL');
  return report(findings, judge, checkpoint.size, holds ? new TextDecoder().decode(note) : undefined, ask);
}

async function pinOf(root: unknown): Promise<string | undefined> {
  const opened = await openTrust(root);
  return opened.kind === 'ok' ? opened.value.pin : undefined;
}

function readCheckpoint(note: Uint8Array): Checkpoint | undefined {
  const parsed = parseNote(note);
  const read = parsed.kind === 'note' ? parseCheckpoint(parsed.text) : undefined;
  return read?.kind === 'checkpoint' ? read.checkpoint : undefined;
}

/** False when a file stopped it: what comes after was not read. */
async function readAll(
  reader: TileReader,
  judge: EntryJudge,
  { onProgress }: VerifyAsk,
  findings: Findings,
): Promise<boolean> {
  const { size } = reader.tree;
  for await (const bundle of reader.entries()) {
    if (bundle.kind !== 'entries') {
      findings.add(
        bundle.kind === 'missing' ? 'tile-missing' : 'tile-altered',
        `The file ${bundle.path} is ${bundle.kind}; what follows it was not read.`,
      );
      for (const name of NEED_ENTRIES) findings.skip(name, `Entries after ${bundle.path} could not be read.`);
      return false;
    }
    for (const [n, entry] of bundle.entries.entries()) {
      const index = bundle.first + n;
      if (index % STEP === 0) onProgress?.(index, size);
      await judge.read(index, entry);
    }
  }
  onProgress?.(size, size);
  if (size === 0) findings.add('root-missing', 'The log is empty.');
  return true;
}

const NEED_ENTRIES: readonly CheckName[] = [
  'entries',
  'root',
  'papers',
  'roster',
  'pause',
  'incidents',
  'requests',
  'rules',
  'running',
  'outcomes',
  'disclosures',
  'erasures',
];

/** Of each root in the log, the newest last; its signatures tie it to the root that was given. */
function policiesOf(judge: EntryJudge): TrustPolicy[] {
  return judge.programme.logPolicies.flatMap((text) => {
    const read = parsePolicy(new TextEncoder().encode(text));
    return read.kind === 'policy' ? [read.policy] : [];
  });
}

/** `whole`: all entries were read. If not, a root that names other witnesses may stand among the others. */
async function judgeCheckpoint(
  note: Uint8Array,
  policy: TrustPolicy | undefined,
  whole: boolean,
  findings: Findings,
): Promise<void> {
  if (policy === undefined)
    return findings.skip('checkpoint', 'No root that holds names the log’s key and its witnesses.');
  const opened = await openCheckpoint(note, policy);
  if (opened.kind === 'trusted') {
    if (policy.quorum.kind === 'none')
      findings.skip(
        'checkpoint',
        'The root names no outside witness: nobody but the log itself vouches for it.',
      );
    return undefined;
  }
  if (!whole)
    return findings.skip(
      'checkpoint',
      'A newer root, with other witnesses, may stand among the entries not read.',
    );
  if (opened.kind === 'unknown-log' || opened.kind === 'unsigned')
    findings.add('other-log-key', 'The checkpoint is not signed by the log that the root names.');
  else if (opened.kind === 'bad-signature')
    findings.add('bad-signature', 'A signature of the checkpoint does not hold.');
  else if (opened.kind === 'no-quorum')
    findings.add(
      'too-few-witnesses',
      `${opened.cosigners.length} of its witnesses countersigned the checkpoint; that is too few.`,
    );
  else findings.add('checkpoint-unreadable', 'The checkpoint cannot be read.');
  return undefined;
}

function report(
  findings: Findings,
  judge: EntryJudge | undefined,
  size: number,
  checkpoint: string | undefined,
  { openings }: VerifyAsk,
): Report {
  if (judge === undefined) {
    for (const name of [...NEED_ENTRIES, 'history'] as const)
      findings.skip(name, 'The entries could not be read.');
    findings.skip('tiles', 'There is no checkpoint that says what the entries must lead to.');
    findings.skip('checkpoint', 'No root that holds names the log’s key and its witnesses.');
  }
  if (openings && judge?.programme.trust === undefined) findings.skip('openings', 'No root holds.');
  const names = (Object.keys(CHECKS) as CheckName[]).filter(
    (name) => name !== 'openings' || openings !== undefined,
  );
  return {
    synthetic: judge?.programme.root?.synthetic,
    programme: judge?.programme.programme?.name,
    size,
    checks: findings.results(names),
    counts: judge?.counts ?? {},
    checkpoint,
  };
}
