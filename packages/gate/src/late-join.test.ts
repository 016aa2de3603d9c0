import { destination } from '@porchlight/domain';
import type { Envelope, IncidentStatement, RequestStatement } from '@porchlight/statements';
import {
  cameraConsent,
  cameraFacts,
  makeProgramme,
  TEST_NOW,
  TEST_POSITION,
  type TestProgramme,
} from '@porchlight/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { judgeCamera } from './judge-camera.ts';
import { type LookPapers, prepareLook } from './prepare-look.ts';
import type { PreparedLook } from './prepared-look.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Five minutes after the touch. */
const NOW = TEST_NOW + 5 * MINUTE;
const THERE = destination(TEST_POSITION, 90, 600);

let p: TestProgramme;
let incident: Envelope;
beforeAll(async () => {
  p = await makeProgramme();
  incident = await p.incident();
});

const cameraAt = (position: typeof THERE, radiusM = 250) =>
  cameraFacts({ radiusM, pose: { ...cameraConsent().pose, position } });
const ENTERING = cameraAt(destination(THERE, 90, 50));

const moved = (changes: Partial<IncidentStatement> = {}): Promise<Envelope> =>
  p.incident({ seq: 2, position: THERE, issuedAt: NOW - 5 * SECOND, ...changes });

interface Case {
  readonly request?: Partial<RequestStatement>;
  readonly move?: Partial<IncidentStatement>;
  readonly papers?: Partial<LookPapers>;
}

async function prepare({ request, move, papers }: Case = {}) {
  return prepareLook({
    log: 'before',
    trust: p.trust,
    now: NOW,
    request: await p.request(incident, { follow: true, ...request }),
    incidents: [incident, await moved(move)],
    mayJoinLate: true,
    ...papers,
  });
}

async function lateLook(): Promise<PreparedLook> {
  const prepared = await prepare();
  if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
  return prepared.look;
}

const codes = (verdict: { kind: string; refusals?: readonly { code: string }[] }): string[] | string =>
  verdict.refusals?.map((r) => r.code) ?? verdict.kind;

describe('a gateway that hears of a followed look only when its incident has moved', () => {
  test('opens the camera that came into reach, until the look’s own end', async () => {
    const look = await lateLook();
    expect(judgeCamera(look, ENTERING, NOW)).toMatchObject({
      kind: 'permit',
      distanceM: 50,
      endsAt: TEST_NOW + 20 * MINUTE,
    });
    expect(codes(judgeCamera(look, ENTERING, TEST_NOW + 20 * MINUTE))).toEqual(['look-over']);
  });

  test('opens no camera that the place signed for reaches, near the newest place or not', async () => {
    const look = await lateLook();
    expect(codes(judgeCamera(look, cameraFacts(), NOW))).toContain('wrong-time');
    const step = await prepare({ move: { position: destination(TEST_POSITION, 90, 100) } });
    if (step.kind === 'refuse') throw new Error('not prepared');
    const both = cameraAt(destination(TEST_POSITION, 90, 80));
    expect(codes(judgeCamera(step.look, both, NOW))).toEqual(['wrong-time']);
    const edge = cameraAt(destination(TEST_POSITION, 90, 260));
    expect(codes(judgeCamera(step.look, edge, NOW))).toBe('permit');
  });

  test('opens no camera away from the newest place', async () => {
    const behind = cameraAt(destination(TEST_POSITION, 270, 600));
    expect(codes(judgeCamera(await lateLook(), behind, NOW))).toEqual(['too-far', 'too-far-for-owner']);
  });

  test('judges a fresh request as always, whatever has moved', async () => {
    const fresh = await prepare({ request: { issuedAt: NOW } });
    if (fresh.kind === 'refuse') throw new Error('not prepared');
    expect(fresh.look.late).toBe(false);
    expect(judgeCamera(fresh.look, cameraFacts(), NOW).kind).toBe('permit');
  });

  test.each<[string, Case, string[]]>([
    ['the request does not follow', { request: { follow: false } }, ['wrong-time']],
    ['nobody allows late joins here', { papers: { mayJoinLate: false } }, ['wrong-time']],
    ['the newer statement is itself old', { move: { issuedAt: NOW - 121 * SECOND } }, ['wrong-time']],
    ['the newer statement is of the future', { move: { issuedAt: NOW + 121 * SECOND } }, ['wrong-time']],
    ['the statement is no newer one', { move: { seq: 1 } }, ['wrong-time']],
    ['the request is of the future', { request: { issuedAt: NOW + 121 * SECOND } }, ['wrong-time']],
    ['the incident is closed', { move: { status: 'closed' } }, ['incident-closed']],
    ['the minutes are over', { request: { minutes: 5 } }, ['look-over']],
  ])('refuses when %s', async (_, given, refusals) => {
    expect(codes(await prepare(given))).toEqual(refusals);
  });

  test('refuses when there is no newer statement at all, and one that dispatch did not sign', async () => {
    expect(codes(await prepare({ papers: { incidents: [incident] } }))).toEqual(['wrong-time']);
    const forged = { ...(await moved()), signatures: incident.signatures };
    expect(codes(await prepare({ papers: { incidents: [incident, forged] } }))).toEqual(['incident-forged']);
  });
});

test('whatever the ages, an old request counts only under a fresh newer statement, and never past its end', async () => {
  const seconds = (max: number) => fc.integer({ min: -300, max }).map((s) => s * SECOND);
  const given = {
    follow: fc.boolean(),
    age: seconds(3000),
    moveAge: seconds(600),
    seq: fc.integer({ min: 1, max: 3 }),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(given), async ({ follow, age, moveAge, seq }) => {
      const request = { follow, issuedAt: NOW - age };
      const prepared = await prepare({ request, move: { seq, issuedAt: NOW - moveAge } });
      const taken = prepared.kind === 'ok' && judgeCamera(prepared.look, ENTERING, NOW).kind === 'permit';
      const explained = age > 0 && seq > 1 && Math.abs(moveAge) <= 120 * SECOND;
      const fresh = Math.abs(age) <= 120 * SECOND && moveAge >= -120 * SECOND;
      expect(taken).toBe(follow && age < 20 * MINUTE && (fresh || explained));
    }),
    { numRuns: 150 },
  );
});
