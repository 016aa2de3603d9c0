import type { CameraId } from '@porchlight/domain';
import { destination } from '@porchlight/domain';
import { type Envelope, readStatement, type Trust, toBase64Url } from '@porchlight/statements';
import { incidentCloseLeaf, type LookEvidence, outcomeLeaf, pauseLeaf } from '@porchlight/statements/leaf';
import {
  cameraFacts,
  makeLogKeys,
  makeProgramme,
  pausedTrust,
  TEST_NOW,
  TEST_POSITION,
  type TestLog,
  type TestProgramme,
  trustWithout,
} from '@porchlight/testkit';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CAMERA, CONSENT, LogScene } from '../../test/log-scene.ts';
import { rosterLeafOf } from '../../test/roster-leaf-of.ts';
import { judgeCamera } from '../judge-camera.ts';
import { withEvidence, withIncident, withLog } from '../prepared-look.ts';
import { type FollowedLog, LogFollower } from './log-follower.ts';

const SECOND = 1000;
const key = () => crypto.getRandomValues(new Uint8Array(32));

let scene: LogScene;
let p: TestProgramme;
let log: TestLog;
let incident: Envelope;
beforeAll(async () => {
  p = await makeProgramme();
});
beforeEach(async () => {
  scene = await LogScene.open(p);
  ({ log, incident } = scene);
});

describe('lies about the head of the log, each named', () => {
  const part = async (lie = {}, from = scene.read) => {
    const entries = log.entries.slice(from).map(toBase64Url);
    return { from, entries, checkpoint: await log.checkpoint(TEST_NOW, log.size, lie) };
  };
  const take = async (given: Promise<Parameters<LogFollower['take']>[0]>) =>
    scene.follower.take(await given, TEST_NOW, () => undefined);
  const fault = (name: string) => ({ kind: 'fault', fault: name });

  test('a changed letter of the checkpoint', async () => {
    const { checkpoint, ...rest } = await part();
    for (let at = 0; at < checkpoint.length; at += 3) {
      const other = checkpoint.slice(0, at) + (checkpoint[at] === 'x' ? 'y' : 'x') + checkpoint.slice(at + 1);
      const taken = await scene.follower.take({ ...rest, checkpoint: other }, TEST_NOW, () => undefined);
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
    expect(await take(part({}, scene.read + 1))).toEqual(fault('log-gap'));
    expect(await take(part({}, scene.read - 1))).toEqual(fault('log-gap'));
    expect(await take(part({ size: log.size + 1 }))).toEqual(fault('log-gap'));
    expect(await scene.catchUp()).toEqual({ kind: 'verified' });
  });
  test('a split view, although log and witnesses sign it: who saw another log refuses', async () => {
    const other = log.fork();
    log.appendBytes(new TextEncoder().encode('what this gateway is shown'));
    expect(await scene.catchUp()).toEqual({ kind: 'verified' });
    other.appendBytes(new TextEncoder().encode('what everybody else is shown'));
    other.appendBytes(new TextEncoder().encode('one more'));
    const taken = await scene.follower.take(
      await other.part(scene.read, TEST_NOW),
      TEST_NOW,
      () => undefined,
    );
    expect(taken).toEqual(fault('split-view'));
  });
  test('a fault stops looks at once, and the last verified head stands', async () => {
    const evidence = await scene.logged();
    await scene.catchUp();
    const before = scene.follower.followed as FollowedLog;
    const prepared = await scene.prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error('refused');
    const look = withLog(prepared.look, { followed: before, fault: 'split-view' });
    expect(judgeCamera(look, cameraFacts(), TEST_NOW)).toMatchObject({ refusals: [{ code: 'split-view' }] });
    log.appendBytes(new Uint8Array(3));
    await take(part({ witnesses: [] }));
    expect(scene.follower.followed).toEqual(before);
  });
  test('what was kept goes on after a restart, and under another log key is forgotten', async () => {
    await scene.logged();
    await scene.catchUp();
    const kept = JSON.parse(JSON.stringify(scene.follower.followed)) as FollowedLog;
    scene.follower = new LogFollower(p.logKeys.policy(), kept);
    await log.append(pauseLeaf(await held(await pausedTrust(p))));
    expect(await scene.catchUp()).toEqual({ kind: 'verified' });
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
    const evidence = await scene.logged();
    await scene.catchUp();
    const prepared = await scene.prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
    await write(evidence);
    const silent = withLog(prepared.look, { followed: scene.follower.followed, fault: null });
    expect(judgeCamera(silent, cameraFacts(), TEST_NOW).kind).toBe('permit');
    await scene.catchUp();
    const told = withLog(prepared.look, { followed: scene.follower.followed, fault: null });
    const judged = judgeCamera(told, cameraFacts(), TEST_NOW);
    expect(judged.kind === 'refuse' && judged.refusals.map((r) => r.code)).toEqual([code]);
  });

  test('and a hub that keeps back the log itself has sixty seconds', async () => {
    const evidence = await scene.logged();
    await scene.catchUp();
    const prepared = await scene.prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error('refused');
    const at = (seconds: number) => judgeCamera(prepared.look, cameraFacts(), TEST_NOW + seconds * SECOND);
    expect(at(60).kind).toBe('permit');
    expect(at(61)).toMatchObject({ refusals: [{ code: 'checkpoint-old' }] });
  });

  test('an incident from before the log was followed here opens nothing', async () => {
    await log.incident(incident);
    const evidence = await scene.logged();
    await scene.begin();
    const refused = await scene.prepare({ evidence });
    expect(refused.kind === 'refuse' && refused.refusals.map(({ code }) => code)).toEqual([
      'incident-before-log',
    ]);
  });
});

describe('a look that follows', () => {
  const THERE = destination(TEST_POSITION, 90, 600);
  test('lets a further camera in by a further leaf for the new place alone', async () => {
    scene.request = await p.request(incident, { follow: true });
    const first = await scene.logged();
    await scene.catchUp();
    const prepared = await scene.prepare({ evidence: first });
    if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
    const moved = await p.incident({ seq: 2, position: THERE, issuedAt: TEST_NOW + SECOND });
    const updated = await withIncident(prepared.look, moved, TEST_NOW + SECOND);
    if (updated.kind === 'refuse') throw new Error('refused');
    const late = { cameraId: 'cam-2' as CameraId, gatewayId: CAMERA.gatewayId, consentHash: CONSENT };
    const papers = (evidence: LookEvidence) => ({
      evidence,
      rootAt: (size: number) => scene.follower.rootAt(size),
      held: () => ({ gatewayId: CAMERA.gatewayId, consentHash: CONSENT }),
    });
    expect(await withEvidence(updated.look, papers(first))).toMatchObject({
      refusals: [{ code: 'leaf-differs' }],
    });
    const further = await log.request(p.trust, scene.request, [incident, moved], [CAMERA, late]);
    await scene.catchUp();
    const joined = await withEvidence(updated.look, papers(further));
    if (joined.kind === 'refuse') throw new Error(JSON.stringify(joined.refusals));
    const { cameras, requests } = joined.look.logged ?? { cameras: new Map(), requests: [] };
    expect([...cameras.keys()].sort()).toEqual(['cam-1', 'cam-2']);
    expect(cameras.get(CAMERA.cameraId)).not.toBe(cameras.get(late.cameraId));
    expect(requests).toHaveLength(2);
  });
});
