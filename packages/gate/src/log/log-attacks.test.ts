import type { CameraId, GatewayId, IncidentId } from '@porchlight/domain';
import { destination } from '@porchlight/domain';
import { type Envelope, readStatement, type Trust, toBase64Url } from '@porchlight/statements';
import { incidentCloseLeaf, type LookEvidence, outcomeLeaf, pauseLeaf } from '@porchlight/statements/leaf';
import {
  cameraFacts,
  incidentStatement,
  makeLogKeys,
  makeProgramme,
  pausedTrust,
  signed,
  TEST_NOW,
  TEST_POSITION,
  TestLog,
  type TestProgramme,
  trustWithout,
} from '@porchlight/testkit';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { judgeCamera } from '../judge-camera.ts';
import { prepareLook } from '../prepare-look.ts';
import { withEvidence, withIncident, withLog } from '../prepared-look.ts';
import { type FollowedLog, LogFollower } from './log-follower.ts';
import { rosterLeafOf } from './testing/roster-leaf-of.ts';

const CONSENT = 'A'.repeat(43);
const CAMERA = { cameraId: 'cam-1' as CameraId, gatewayId: 'gw-1' as GatewayId, consentHash: CONSENT };
const SECOND = 1000;
const key = () => crypto.getRandomValues(new Uint8Array(32));

let p: TestProgramme;
let log: TestLog;
let incident: Envelope;
let request: Envelope;
/** A gateway's follower that began before the incident. */
let follower: LogFollower;
let read: number;

beforeAll(async () => {
  p = await makeProgramme();
  incident = await p.incident();
});

beforeEach(async () => {
  log = new TestLog(p.logKeys);
  for (let i = 0; i < 5; i++) log.appendBytes(new TextEncoder().encode(`earlier ${i}`));
  request = await p.request(incident);
  follower = new LogFollower(p.logKeys.policy(), null);
  expect(await follower.start(await log.start(TEST_NOW), TEST_NOW)).toEqual({ kind: 'verified' });
  read = log.size;
});

/** Reads what is new, at `at`. */
async function catchUp(at = TEST_NOW, from = log): Promise<unknown> {
  const taken = await follower.take(await from.part(read, at), at, () => undefined);
  if (taken.kind === 'verified') read = from.size;
  return taken;
}

interface Given {
  evidence: LookEvidence;
  request?: Envelope;
  incidents?: Envelope[];
  trust?: Trust;
  now?: number;
  consentHash?: string;
}

function prepare(given: Given) {
  const now = given.now ?? TEST_NOW;
  return prepareLook({
    trust: given.trust ?? p.trust,
    now,
    request: given.request ?? request,
    incidents: given.incidents ?? [incident],
    log: {
      evidence: given.evidence,
      rootAt: (size) => follower.rootAt(size),
      held: (cameraId) =>
        cameraId === CAMERA.cameraId
          ? { gatewayId: CAMERA.gatewayId, consentHash: given.consentHash ?? CONSENT }
          : undefined,
      facts: { followed: follower.followed, fault: null },
    },
  });
}

/** All refusals, the look's or the camera's; `permit` when there are none. */
async function verdict(given: Given): Promise<string[] | 'permit'> {
  const prepared = await prepare(given);
  if (prepared.kind === 'refuse') return prepared.refusals.map(({ code }) => code);
  const judged = judgeCamera(prepared.look, cameraFacts(), given.now ?? TEST_NOW);
  return judged.kind === 'permit' ? 'permit' : judged.refusals.map(({ code }) => code);
}

const logged = (changes = {}) => log.request(p.trust, request, [incident], [CAMERA], changes);

describe('a request that stands in the log', () => {
  test('opens its camera, and its frames are bound to the leaf', async () => {
    const evidence = await logged();
    await catchUp();
    const prepared = await prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
    const judged = judgeCamera(prepared.look, cameraFacts(), TEST_NOW);
    expect(judged).toMatchObject({ kind: 'permit', distanceM: 56 });
    expect(judged.kind === 'permit' && judged.bindingHash).toMatch(/^[\w-]{43}$/);
  });

  test('is found whatever else was written around it', async () => {
    for (const more of [0, 1, 2, 7, 300]) {
      request = await p.request(incident);
      for (let i = 0; i < more; i++) log.appendBytes(new TextEncoder().encode(`noise ${more} ${i}`));
      await logged();
      for (let i = 0; i < more; i++) log.appendBytes(new TextEncoder().encode(`later ${more} ${i}`));
      const index = log.size - more - 1;
      const incidentIndex = await log.incident(incident);
      const slots = [{ cameraId: CAMERA.cameraId, slot: 0 }];
      await catchUp();
      expect(await verdict({ evidence: await log.evidence(index, incidentIndex, 1, slots) })).toBe('permit');
    }
  });
});

describe('lies about the log, each refused by its own name', () => {
  const lies: [name: string, tell: () => Promise<Given>, refusals: string[]][] = [
    ['no entry at all', async () => ({ evidence: await elsewhere() }), ['not-in-log']],
    [
      'an entry nobody has shown a checkpoint for',
      async () => ({ evidence: await logged() }),
      ['not-in-log'],
    ],
    [
      '5 minutes logged, 20 asked for',
      async () => ({ evidence: await known({ minutes: 5 }) }),
      ['leaf-minutes'],
    ],
    ['a milder class logged', async () => ({ evidence: await known({ class: 'robbery' }) }), ['leaf-class']],
    [
      'a disclosure that is postponed',
      async () => ({ evidence: await known({ discloseBy: '2036-01-01' }) }),
      ['leaf-disclosure'],
    ],
    [
      'another operator logged',
      async () => ({ evidence: await known({ opTag: 'A'.repeat(22) }) }),
      ['leaf-differs'],
    ],
    ['a field added', async () => ({ evidence: await withField() }), ['leaf-field-added']],
    [
      'the entry of another request of the same operator',
      async () => {
        const evidence = await known();
        return { evidence, request: await p.request(incident) };
      },
      ['leaf-differs'],
    ],
    [
      'more cameras than the entry says',
      async () => ({ evidence: { ...(await known()), cameras: 2 } }),
      ['leaf-differs'],
    ],
    [
      'the record key of another entry',
      async () => {
        const evidence = await known();
        return { evidence: { ...evidence, request: { ...evidence.request, recordKey: toBase64Url(key()) } } };
      },
      ['leaf-differs'],
    ],
    [
      'a camera that is in no slot',
      async () => ({ evidence: { ...(await known()), slots: [] } }),
      ['leaf-camera'],
    ],
    [
      'a camera in another camera’s slot',
      async () => ({ evidence: { ...(await known()), slots: [{ cameraId: CAMERA.cameraId, slot: 3 }] } }),
      ['leaf-camera'],
    ],
    [
      'another consent than the owner’s',
      async () => ({ evidence: await known(), consentHash: 'B'.repeat(43) }),
      ['leaf-camera'],
    ],
    [
      'an incident that stands nowhere',
      async () => {
        const evidence = await known();
        return { evidence: { ...evidence, incident: { ...evidence.incident, leaf: evidence.request.leaf } } };
      },
      ['incident-not-logged'],
    ],
    ['the incident of another request', incidentOfOtherClass, ['leaf-differs']],
    ['a list of people rolled back', rosterRolledBack, ['papers-withheld']],
  ];

  async function elsewhere(): Promise<LookEvidence> {
    const other = log.fork();
    const evidence = await other.request(p.trust, request, [incident], [CAMERA]);
    log.appendBytes(new TextEncoder().encode('something else'));
    log.appendBytes(new TextEncoder().encode('and again'));
    await catchUp();
    return evidence;
  }
  async function known(changes = {}): Promise<LookEvidence> {
    const evidence = await logged(changes);
    await catchUp();
    return evidence;
  }
  async function withField(): Promise<LookEvidence> {
    const { request: entry } = await logged();
    const json = JSON.parse(Buffer.from(entry.leaf, 'base64url').toString('utf8')) as object;
    const bytes = new TextEncoder().encode(JSON.stringify({ ...json, zz: 1 }));
    const index = log.appendBytes(bytes, new Uint8Array(Buffer.from(entry.recordKey, 'base64url')));
    await catchUp();
    return log.evidence(index, await log.incident(incident), 1, [{ cameraId: CAMERA.cameraId, slot: 0 }]);
  }
  async function incidentOfOtherClass(): Promise<Given> {
    const other = await signed(
      incidentStatement({ class: 'robbery', incidentId: 'inc-2' as IncidentId }),
      p.intake.signer,
    );
    const index = await log.incident(other);
    const evidence = await known();
    const wrong = await log.evidence(evidence.request.index, index, 1, evidence.slots);
    return { evidence: wrong };
  }
  async function rosterRolledBack(): Promise<Given> {
    const evidence = await logged();
    log.append(await rosterLeafOf(await trustWithout(p, 'supervisor-1')));
    await catchUp();
    return {
      evidence: await log.evidence(evidence.request.index, evidence.incident.index, 1, evidence.slots),
    };
  }

  test.each(lies)('%s', async (_name, tell, refusals) => {
    expect(await verdict(await tell())).toEqual(refusals);
  });

  test('a clock here that is far behind or ahead of the witnesses’ opens nothing', async () => {
    const evidence = await known();
    const at = async (ms: number) => {
      const late = await p.request(incident, { issuedAt: TEST_NOW + ms });
      return await verdict({
        evidence: await log.request(p.trust, late, [incident], [CAMERA]),
        request: late,
        now: TEST_NOW + ms,
      });
    };
    expect(await verdict({ evidence, now: TEST_NOW + 61 * SECOND })).toEqual(['checkpoint-old']);
    expect(await at(-121 * SECOND)).not.toBe('permit');
    expect(await verdict({ evidence, now: TEST_NOW + 60 * SECOND })).toBe('permit');
  });

  test('a bundle with any one letter changed opens nothing', { timeout: 120_000 }, async () => {
    const bundle = { request, incidents: [incident], evidence: await known() };
    expect(await verdict(bundle)).toBe('permit');
    const text = JSON.stringify(bundle);
    let tried = 0;
    for (let at = 0; at < text.length; at++) {
      const other = text.slice(0, at) + flip(text[at] as string) + text.slice(at + 1);
      const changed = parsed(other);
      if (changed === undefined || !sameFields(changed, bundle)) continue;
      tried += 1;
      expect(await verdict(changed as Given), `letter ${at}`).not.toBe('permit');
    }
    expect(tried).toBeGreaterThan(3000);
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function flip(char: string): string {
  if (char === '9') return '8';
  if (char >= '0' && char <= '8') return String(Number(char) + 1);
  return char === 'A' ? 'B' : 'A';
}
function sameFields(a: unknown, b: unknown): boolean {
  const names = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([name, inner]) => [name, names(inner)])
      : typeof value;
  return JSON.stringify(names(a)) === JSON.stringify(names(b));
}

describe('lies about the head of the log, each named', () => {
  const part = async (lie = {}, from = read) => {
    const entries = log.entries.slice(from).map(toBase64Url);
    return { from, entries, checkpoint: await log.checkpoint(TEST_NOW, log.size, lie) };
  };
  const take = async (given: Promise<Parameters<LogFollower['take']>[0]>) =>
    follower.take(await given, TEST_NOW, () => undefined);
  const fault = (name: string) => ({ kind: 'fault', fault: name });

  test('a changed letter of the checkpoint', async () => {
    const { checkpoint, ...rest } = await part();
    for (let at = 0; at < checkpoint.length; at += 3) {
      const other = checkpoint.slice(0, at) + (checkpoint[at] === 'x' ? 'y' : 'x') + checkpoint.slice(at + 1);
      const taken = await follower.take({ ...rest, checkpoint: other }, TEST_NOW, () => undefined);
      expect(taken.kind, other).toBe('fault');
    }
    expect(await take(part())).toEqual({ kind: 'verified' });
  });
  test('another log key', async () => {
    const other = await makeLogKeys();
    expect(await take(part({ by: other.log }))).toEqual(fault('other-log-key'));
  });
  test('one witness of two, the same one twice, or strangers', async () => {
    const [a] = p.logKeys.witnesses;
    const other = await makeLogKeys();
    expect(await take(part({ witnesses: [a] }))).toEqual(fault('too-few-witnesses'));
    expect(await take(part({ witnesses: [a, a] }))).not.toEqual({ kind: 'verified' });
    expect(await take(part({ witnesses: [a, other.witnesses[1]] }))).not.toEqual({ kind: 'verified' });
  });
  test('a gap, a repetition, a checkpoint of another size', async () => {
    log.appendBytes(new Uint8Array([1]));
    log.appendBytes(new Uint8Array([2]));
    expect(await take(part({}, read + 1))).toEqual(fault('log-gap'));
    expect(await take(part({}, read - 1))).toEqual(fault('log-gap'));
    expect(await take(part({ size: log.size + 1 }))).toEqual(fault('log-gap'));
    expect(await catchUp()).toEqual({ kind: 'verified' });
  });
  test('a split view, although log and witnesses sign it: who saw another log refuses', async () => {
    const other = log.fork();
    log.appendBytes(new TextEncoder().encode('what this gateway is shown'));
    expect(await catchUp()).toEqual({ kind: 'verified' });
    other.appendBytes(new TextEncoder().encode('what everybody else is shown'));
    other.appendBytes(new TextEncoder().encode('one more'));
    const taken = await follower.take(await other.part(read, TEST_NOW), TEST_NOW, () => undefined);
    expect(taken).toEqual(fault('split-view'));
  });
  test('a fault stops looks at once, and the last verified head stands', async () => {
    const evidence = await logged();
    await catchUp();
    const before = follower.followed as FollowedLog;
    const prepared = await prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error('refused');
    const look = withLog(prepared.look, { followed: before, fault: 'split-view' });
    expect(judgeCamera(look, cameraFacts(), TEST_NOW)).toMatchObject({ refusals: [{ code: 'split-view' }] });
    log.appendBytes(new Uint8Array(3));
    await take(part({ witnesses: [] }));
    expect(follower.followed).toEqual(before);
  });
  test('what was kept goes on after a restart, and under another log key is forgotten', async () => {
    await logged();
    await catchUp();
    const kept = JSON.parse(JSON.stringify(follower.followed)) as FollowedLog;
    follower = new LogFollower(p.logKeys.policy(), kept);
    await log.append(pauseLeaf(await held(await pausedTrust(p))));
    expect(await catchUp()).toEqual({ kind: 'verified' });
    expect(new LogFollower((await makeLogKeys()).policy(), kept).followed).toBeNull();
  });
});

const held = async (trust: Trust) => {
  const paper = trust.pause;
  if (paper === undefined) throw new Error('no pause');
  return paper;
};

describe('what a hub keeps back during a look, the log tells', () => {
  const TOLD: [name: string, write: (index: LookEvidence) => Promise<void>, code: string][] = [
    [
      'that dispatch closed the incident',
      async ({ incident: { index } }) => {
        const closed = await readStatement('incident', await p.incident({ seq: 2, status: 'closed' }));
        if (closed.kind === 'refused') throw new Error(closed.detail);
        const newest = log.append(await incidentCloseLeaf(closed.value, index, key()));
        expect(newest).toBeGreaterThan(index);
      },
      'incident-closed',
    ],
    [
      'that it was closed after it had moved',
      async () => {
        const moved = await p.incident({ seq: 2, issuedAt: TEST_NOW });
        const at = await log.incident(moved);
        const closed = await readStatement('incident', await p.incident({ seq: 3, status: 'closed' }));
        if (closed.kind === 'refused') throw new Error(closed.detail);
        log.append(await incidentCloseLeaf(closed.value, at, key()));
      },
      'incident-closed',
    ],
    [
      'that the programme is paused',
      async () => void log.append(pauseLeaf(await held(await pausedTrust(p)))),
      'programme-paused',
    ],
    [
      'that somebody was struck off',
      async () => void log.append(await rosterLeafOf(await trustWithout(p, 'operator-1'))),
      'papers-withheld',
    ],
    [
      'that the look is over',
      async ({ request: { index } }) =>
        void log.append(await outcomeLeaf(p.trust.root.programme, index, 16, [], key())),
      'look-over',
    ],
  ];
  test.each(TOLD)('%s', async (_name, write, code) => {
    const evidence = await logged();
    await catchUp();
    const prepared = await prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
    await write(evidence);
    const silent = withLog(prepared.look, { followed: follower.followed, fault: null });
    expect(judgeCamera(silent, cameraFacts(), TEST_NOW).kind).toBe('permit');
    await catchUp();
    const told = withLog(prepared.look, { followed: follower.followed, fault: null });
    const judged = judgeCamera(told, cameraFacts(), TEST_NOW);
    expect(judged.kind === 'refuse' && judged.refusals.map((r) => r.code)).toEqual([code]);
  });

  test('and a hub that keeps back the log itself has sixty seconds', async () => {
    const evidence = await logged();
    await catchUp();
    const prepared = await prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error('refused');
    const at = (seconds: number) => judgeCamera(prepared.look, cameraFacts(), TEST_NOW + seconds * SECOND);
    expect(at(60).kind).toBe('permit');
    expect(at(61)).toMatchObject({ refusals: [{ code: 'checkpoint-old' }] });
  });

  test('an incident from before the log was followed here opens nothing', async () => {
    await log.incident(incident);
    const evidence = await logged();
    follower = new LogFollower(p.logKeys.policy(), null);
    await follower.start(await log.start(TEST_NOW), TEST_NOW);
    expect(await verdict({ evidence })).toEqual(['incident-before-log']);
  });
});

describe('a look that follows', () => {
  const THERE = destination(TEST_POSITION, 90, 600);
  test('lets a further camera in by a further leaf for the new place alone', async () => {
    request = await p.request(incident, { follow: true });
    const first = await logged();
    await catchUp();
    const prepared = await prepare({ evidence: first });
    if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
    const moved = await p.incident({ seq: 2, position: THERE, issuedAt: TEST_NOW + SECOND });
    const updated = await withIncident(prepared.look, moved, TEST_NOW + SECOND);
    if (updated.kind === 'refuse') throw new Error('refused');
    const late = { cameraId: 'cam-2' as CameraId, gatewayId: CAMERA.gatewayId, consentHash: CONSENT };
    const papers = (evidence: LookEvidence) => ({
      evidence,
      rootAt: (size: number) => follower.rootAt(size),
      held: () => ({ gatewayId: CAMERA.gatewayId, consentHash: CONSENT }),
    });
    expect(await withEvidence(updated.look, papers(first))).toMatchObject({
      refusals: [{ code: 'leaf-differs' }],
    });
    const further = await log.request(p.trust, request, [incident, moved], [CAMERA, late]);
    await catchUp();
    const joined = await withEvidence(updated.look, papers(further));
    if (joined.kind === 'refuse') throw new Error(JSON.stringify(joined.refusals));
    const { cameras, requests } = joined.look.logged ?? { cameras: new Map(), requests: [] };
    expect([...cameras.keys()].sort()).toEqual(['cam-1', 'cam-2']);
    expect(cameras.get(CAMERA.cameraId)).not.toBe(cameras.get(late.cameraId));
    expect(requests).toHaveLength(2);
  });
});
