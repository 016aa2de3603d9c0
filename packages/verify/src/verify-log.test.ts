import { type Envelope, readStatement } from '@porchlight/statements';
import { type Leaf, leafBytes, publicLeaf, readLeaf } from '@porchlight/statements/leaf';
import { makeLogKeys, signed, TestLog } from '@porchlight/testkit';
import { formatVerifierKey } from '@porchlight/translog';
import { beforeAll, describe, expect, test } from 'vitest';
import { DAY, HonestLog, tilesOf, VERIFIED_AT } from '../test/honest-log.ts';
import { exitCodeOf, type FindingCode } from './findings.ts';
import { type VerifyAsk, verifyLog } from './verify-log.ts';

let honest: HonestLog;
beforeAll(async () => {
  honest = await HonestLog.write();
});

type Changes = Parameters<HonestLog['log']>[0];

async function verify(changes: Changes = {}, ask: Partial<VerifyAsk> & { lie?: object } = {}) {
  const log = honest.log(changes);
  const { lie = {}, ...rest } = ask;
  const checkpoint = await log.checkpoint(VERIFIED_AT, log.size, lie);
  const read = tilesOf(log.entries, checkpoint);
  return verifyLog({ read, root: honest.programme.envelopes.root, now: VERIFIED_AT, ...rest });
}

const codesOf = (report: Awaited<ReturnType<typeof verify>>): FindingCode[] =>
  report.checks.flatMap(({ findings }) => findings.map(({ code }) => code));
const leaf = <K extends Leaf['kind']>(name: string, _kind: K) =>
  honest.leaves[honest.index(name)] as Extract<Leaf, { kind: K }>;
/** Says nothing about anything: stands where an entry was taken out. */
const nothing = (): Leaf => ({
  v: 1,
  kind: 'approval',
  programme: honest.programme.trust.root.programme,
  request: 0,
  sd: ['A'.repeat(43)],
});

describe('an honest log', () => {
  test('with gateways that refused, were offline or died passes every check', async () => {
    const report = await verify();
    expect(report.checks.filter(({ verdict }) => verdict !== 'PASS')).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
    expect(report).toMatchObject({
      synthetic: false,
      programme: 'Test programme',
      size: honest.leaves.length,
    });
    expect(report.counts).toMatchObject({
      requests: 5,
      requestsOpen: 1,
      outcome: 4,
      denial: 1,
      entries: report.size,
    });
  });

  test('passes beside every checkpoint seen before, and tells how far it is', async () => {
    const log = honest.log();
    const seen = await Promise.all(
      [1, 2, 7, log.size].map(async (size) => ({
        name: `checkpoint ${size}`,
        note: new TextEncoder().encode(await log.checkpoint(VERIFIED_AT - DAY, size)),
        own: size === 7,
      })),
    );
    const told: number[] = [];
    const report = await verify({}, { seen, onProgress: (done) => told.push(done) });
    expect(exitCodeOf(report)).toBe(0);
    expect(told.at(-1)).toBe(log.size);
    expect(report.checkpoint).toContain('cameras.example.org/log');
  });
});

/** Lies that the log itself tells, signed and countersigned as it should be. */
const LIES: [name: string, changes: () => Changes | Promise<Changes>, code: FindingCode][] = [
  [
    'a request for no incident',
    () => ({ request: { ...leaf('request', 'request'), incident: 2 } }),
    'request-without-incident',
  ],
  [
    'a request before its incident',
    () => ({ request: { ...leaf('request', 'request'), incident: 30 } }),
    'request-without-incident',
  ],
  [
    'a request after the close',
    () => ({ 'request-late-0': { ...leaf('request-late-0', 'request'), incident: honest.index('moved') } }),
    'request-incident-closed',
  ],
  [
    'a request of a milder class',
    () => ({ 'request-2': { ...leaf('request-2', 'request'), class: 'robbery' } }),
    'request-class',
  ],
  [
    'a class the policy does not list',
    () => ({ 'request-2': { ...leaf('request-2', 'request'), class: 'arson' } }),
    'request-class-not-listed',
  ],
  [
    'more minutes than the policy allows',
    () => ({ 'request-2': { ...leaf('request-2', 'request'), minutes: 61 } }),
    'request-minutes',
  ],
  [
    'a policy that was never published',
    () => ({ 'request-2': { ...leaf('request-2', 'request'), policy: 'A'.repeat(43) } }),
    'request-policy',
  ],
  [
    'a list of people that is not there yet',
    () => ({ 'request-2': { ...leaf('request-2', 'request'), rosterEpoch: 2 } }),
    'request-roster',
  ],
  [
    'an operator nobody knows',
    () => ({ 'request-2': { ...leaf('request-2', 'request'), opTag: 'A'.repeat(22) } }),
    'request-operator',
  ],
  [
    'a request while the programme is paused',
    () => ({ resume: nothing(), 'roster-2': leaf('roster-2', 'roster') }),
    'request-while-paused',
  ],
  [
    'a request outside the programme’s dates',
    () => ({ 'request-late-1': { ...leaf('request-late-1', 'request'), discloseBy: '2026-12-30' } }),
    'request-outside-dates',
  ],
  [
    'a request dated back',
    () => ({ 'request-late-1': { ...leaf('request-late-1', 'request'), discloseBy: '2026-07-20' } }),
    'order-in-time',
  ],
  ['an expired list of people', () => ({ 'roster-2': nothing() }), 'roster-expired'],
  [
    'a further leaf of another length',
    () => ({ further: { ...leaf('further', 'request'), minutes: 5 } }),
    'request-chain',
  ],
  ['an outcome kept back', () => ({ outcome: nothing() }), 'outcome-missing'],
  ['two outcomes', () => ({ denial: leaf('outcome-2', 'outcome') }), 'outcome-twice'],
  [
    'an outcome of nothing',
    () => ({ 'outcome-2': { ...leaf('outcome-2', 'outcome'), request: 1 } }),
    'outcome-without-request',
  ],
  [
    'an outcome of another shape',
    () => ({
      outcome: { ...leaf('outcome', 'outcome'), slots: Array.from({ length: 64 }, () => 'A'.repeat(43)) },
    }),
    'outcome-shape',
  ],
  ['a disclosure kept back', () => ({ disclosure: nothing() }), 'disclosure-missing'],
  [
    'a disclosure that opens another request',
    () => ({ 'disclosure-2': { ...leaf('disclosure', 'disclosure'), leaf: honest.index('request-2') } }),
    'disclosure-does-not-open',
  ],
  [
    'a disclosure of nothing',
    () => ({ disclosure: { ...leaf('disclosure', 'disclosure'), leaf: 0 } }),
    'disclosure-without-request',
  ],
  ['a list of people left out', () => ({ roster: nothing() }), 'roster-gap'],
  [
    'a second list of one epoch',
    () => ({ audit: { ...leaf('roster-2', 'roster'), statement: 'A'.repeat(43) } }),
    'roster-fork',
  ],
  [
    'a list that holds for a year',
    () => ({ 'roster-2': { ...leaf('roster-2', 'roster'), expiresAt: VERIFIED_AT + 300 * DAY } }),
    'roster-too-long',
  ],
  [
    'a pause out of order',
    () => ({ resume: { ...leaf('resume', 'resume'), sequence: 1 } }),
    'pause-sequence',
  ],
  ['a resumption without a pause', () => ({ pause: nothing() }), 'resume-without-pause'],
  [
    'an incident that continues another’s close',
    () => ({ 'incident-2': { ...leaf('incident-2', 'incident'), after: honest.index('moved') } }),
    'incident-chain',
  ],
  [
    'a close of nothing',
    () => ({ close: { ...leaf('close', 'incident-close'), incident: 1 } }),
    'close-without-incident',
  ],
  [
    'a policy nobody signed',
    async () => ({ policy: { ...leaf('policy', 'policy'), envelope: await unsignedPolicy() } }),
    'paper-unsigned',
  ],
  ['the old policy again', () => ({ audit: leaf('policy', 'policy') }), 'paper-version'],
  [
    'another root',
    async () => ({ 'root-2': { ...leaf('root-2', 'root'), envelope: await otherRoot() } }),
    'other-root',
  ],
  ['no root at the beginning', () => ({ root: nothing() }), 'root-missing'],
  ['an entry with a field of its own', () => ({ audit: withField() }), 'entry-unreadable'],
  [
    'an entry of another programme',
    () => ({ audit: { ...nothing(), programme: 'other' as never } }),
    'other-programme',
  ],
  [
    'an erasure of what is to come',
    () => ({ erasure: { ...leaf('erasure', 'erasure'), leaf: 5000 } }),
    'erasure-of-nothing',
  ],
  [
    'an erasure of what was never disclosed',
    () => ({ 'disclosure-3': leaf('erasure', 'erasure'), erasure: nothing() }),
    'erasure-too-early',
  ],
  [
    'an erasure of an outcome whose request was never disclosed',
    () => ({ 'disclosure-3': leaf('erasure-outcome', 'erasure'), erasure: nothing() }),
    'erasure-too-early',
  ],
  [
    'an audit of what is to come',
    () => ({ audit: { ...leaf('audit', 'audit'), to: 5000 } }),
    'audit-of-nothing',
  ],
];

async function unsignedPolicy(): Promise<Envelope> {
  const { policy } = honest.programme.trust;
  return signed({ ...policy?.statement, version: 7 } as { kind: string }, honest.programme.intake.signer);
}
async function otherRoot(): Promise<Envelope> {
  const { trust, intake } = honest.programme;
  const root = { ...trust.root, version: 2, rootKeys: [intake.key] };
  return signed(root, intake.signer);
}
function withField(): Uint8Array<ArrayBuffer> {
  const bytes = leafBytes(nothing());
  const json = JSON.parse(new TextDecoder().decode(bytes)) as object;
  const other = new TextEncoder().encode(JSON.stringify({ ...json, zz: 1 }));
  if (readLeaf(other) !== undefined) throw new Error('it reads');
  return other;
}

describe('a log that lies, though everybody signed it', () => {
  test.each(LIES)('%s is found', async (_name, changes, code) => {
    const report = await verify(await changes());
    expect(codesOf(report)).toContain(code);
    expect(exitCodeOf(report)).toBe(1);
  });
});

describe('a log whose files or signatures do not hold', () => {
  test('an entry changed after it was signed is found at its file', async () => {
    const log = honest.log();
    const checkpoint = await log.checkpoint(VERIFIED_AT);
    const changed = log.entries.with(8, leafBytes(nothing()));
    const read = async (path: string) =>
      path.startsWith('tile/entries')
        ? tilesOf(changed, checkpoint)(path)
        : tilesOf(log.entries, checkpoint)(path);
    const report = await verify({}, { read });
    expect(codesOf(report)).toEqual(['tile-altered']);
    expect(report.checks.find(({ name }) => name === 'requests')?.verdict).toBe('CANNOT-CHECK');
    expect(exitCodeOf(report)).toBe(1);
  });

  test('a missing file before the root that names new witnesses is a missing file, not a false signature', async () => {
    const other = (await makeLogKeys()).witnesses[0];
    const before = honest.programme.trust.root;
    const line = `witness c ${formatVerifierKey(other.key)}`;
    const policy = `${before.log.policy.split('\n')[0]}\n${line}\nquorum c\n`;
    const next = { ...before, version: 3, log: { policy } };
    const root = await signed(next, honest.programme.root.signer);
    const read = await readStatement('root', root);
    if (read.kind === 'refused') throw new Error(read.detail);
    const log = honest.log({ audit: publicLeaf('root', read.value) });
    const whole = tilesOf(log.entries, await log.checkpoint(VERIFIED_AT, log.size, { witnesses: [other] }));
    expect(codesOf(await verify({}, { read: whole }))).toEqual([]);
    const torn = await verify(
      {},
      { read: async (path) => (path.startsWith('tile/entries') ? null : whole(path)) },
    );
    expect(codesOf(torn)).toEqual(['tile-missing']);
  });

  test.each(['tile/entries', 'tile/0'])('a missing file %s is named', async (missing) => {
    const log = honest.log();
    const whole = tilesOf(log.entries, await log.checkpoint(VERIFIED_AT));
    const report = await verify(
      {},
      { read: async (path) => (path.startsWith(missing) ? null : whole(path)) },
    );
    expect(codesOf(report)).toEqual(['tile-missing']);
    expect(report.checkpoint).toBeUndefined();
  });

  test('no checkpoint, or one that is rubbish, passes nothing', async () => {
    for (const read of [async () => null, async () => new TextEncoder().encode('rubbish')]) {
      const report = await verify({}, { read });
      expect(codesOf(report)).toEqual(['checkpoint-unreadable']);
      expect(report.checks.filter(({ verdict }) => verdict === 'PASS')).toEqual([]);
    }
  });

  test('another log key, too few witnesses, a root that is not the log’s', async () => {
    const { witnesses, log } = honest.programme.logKeys;
    const [a] = witnesses;
    expect(codesOf(await verify({}, { lie: { witnesses: [a] } }))).toEqual(['too-few-witnesses']);
    const stranger = { ...log, key: { ...log.key, id: new Uint8Array(4) } };
    expect(codesOf(await verify({}, { lie: { by: stranger } }))).toEqual(['other-log-key']);
    expect(codesOf(await verify({}, { root: await otherRoot() }))).toContain('other-root');
    expect(codesOf(await verify({}, { root: {} }))).toContain('root-unsigned');
  });

  test('a log that shows others another past, or fewer entries', async () => {
    const log = honest.log();
    const note = async (size: number, root?: Uint8Array) =>
      new TextEncoder().encode(await log.checkpoint(VERIFIED_AT, size, root ? { root } : {}));
    const seen = async (n: Uint8Array, own = true) => verify({}, { seen: [{ name: 'mine', note: n, own }] });
    expect(codesOf(await seen(await note(9, new Uint8Array(32))))).toEqual(['split-view']);
    const longer = honest.log();
    longer.append(nothing());
    const ahead = new TextEncoder().encode(await longer.checkpoint(VERIFIED_AT));
    expect(codesOf(await seen(ahead))).toEqual(['log-shrank']);
    const stranger = (await makeLogKeys()).log;
    const forged = new TextEncoder().encode(
      await log.checkpoint(VERIFIED_AT, 9, {
        root: new Uint8Array(32),
        by: { ...stranger, key: { ...stranger.key } },
      }),
    );
    // Rubbish, a note that the log never signed, and another's checkpoint that is newer than these files: nothing is proved.
    for (const report of [
      await seen(new TextEncoder().encode('rubbish')),
      await seen(forged),
      await seen(ahead, false),
    ]) {
      expect(report.checks.find(({ name }) => name === 'history')?.verdict).toBe('CANNOT-CHECK');
      expect(exitCodeOf(report)).toBe(2);
    }
  });
});

describe('a log key that a new root replaced', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  let fresh: TestLog;
  beforeAll(async () => {
    const { trust, root } = honest.programme;
    const keys = await makeLogKeys();
    const statement = { ...trust.root, version: 3, log: { policy: keys.policy() } };
    const next = await signed(statement, root.signer);
    fresh = new TestLog(keys);
    for (const entry of honest.log().entries) fresh.appendBytes(entry);
    const read = await readStatement('root', next);
    if (read.kind === 'refused') throw new Error(read.detail);
    fresh.append(publicLeaf('root', read.value));
  });
  const under = async (by: TestLog, seen: VerifyAsk['seen'] = []) => {
    const read = tilesOf(
      fresh.entries,
      await by.checkpoint(VERIFIED_AT, fresh.size, { root: fresh.head().root() }),
    );
    return verifyLog({ read, root: honest.programme.envelopes.root, now: VERIFIED_AT, seen });
  };

  test('goes on with the same entries, which still fit what the old key signed', async () => {
    const note = bytes(await honest.log().checkpoint(VERIFIED_AT - DAY, 9));
    const report = await under(fresh, [{ name: 'mine', note, own: true }]);
    expect([codesOf(report), exitCodeOf(report)]).toEqual([[], 0]);
  });

  test('signs no checkpoint any more that passes, with the same witnesses or others', async () => {
    expect(codesOf(await under(honest.log()))).toEqual(['other-log-key']);
  });

  test('proves nothing against the log by what a thief signs with it; what one verified oneself does', async () => {
    const root = new Uint8Array(32).fill(7);
    const note = bytes(await honest.log().checkpoint(VERIFIED_AT, 9, { root }));
    const theirs = await under(fresh, [{ name: 'theirs', note, own: false }]);
    expect([codesOf(theirs), exitCodeOf(theirs)]).toEqual([[], 2]);
    expect(codesOf(await under(fresh, [{ name: 'mine', note, own: true }]))).toEqual(['split-view']);
  });
});
