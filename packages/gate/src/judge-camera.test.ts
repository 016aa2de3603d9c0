import type { CameraId, GatewayId } from '@porchlight/domain';
import { destination } from '@porchlight/domain';
import { DEFAULT_POLICY } from '@porchlight/policy';
import type { Envelope, Trust } from '@porchlight/statements';
import {
  cameraConsent,
  cameraFacts,
  incidentStatement,
  makeProgramme,
  makeService,
  metresNorth,
  pausedTrust,
  signed,
  TEST_NOW,
  TEST_POSITION,
  type TestProgramme,
  trustWithCedar,
  trustWithout,
} from '@porchlight/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CameraFacts, judgeCamera } from './judge-camera.ts';
import { prepareLook } from './prepare-look.ts';
import { type PreparedLook, withIncident, withTrust } from './prepared-look.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let p: TestProgramme;
let incident: Envelope;
beforeAll(async () => {
  p = await makeProgramme();
  incident = await p.incident();
});

interface Papers {
  request?: Envelope;
  incidents?: Envelope[];
  trust?: Trust;
  now?: number;
}

async function prepare(papers: Papers = {}) {
  const incidents = papers.incidents ?? [incident];
  return prepareLook({
    log: 'before',
    trust: papers.trust ?? p.trust,
    now: papers.now ?? TEST_NOW,
    request: papers.request ?? (await p.request(incidents[0] as Envelope)),
    incidents,
  });
}

async function look(papers: Papers = {}): Promise<PreparedLook> {
  const prepared = await prepare(papers);
  if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
  return prepared.look;
}

const codes = (verdict: { kind: string; refusals?: readonly { code: string }[] }): string[] | string =>
  verdict.refusals?.map((r) => r.code) ?? verdict.kind;

describe('a look that keeps every rule', () => {
  test('is permitted with its distance and its end; before the log nothing binds its frames', async () => {
    const prepared = await look();
    expect(judgeCamera(prepared, cameraFacts(), TEST_NOW)).toEqual({
      kind: 'permit',
      distanceM: 56,
      endsAt: TEST_NOW + 20 * MINUTE,
      bindingHash: null,
    });
  });

  test('is permitted in a synthetic programme with a software key', async () => {
    const town = await makeProgramme({ synthetic: true });
    const call = await town.incident();
    const prepared = await look({ trust: town.trust, incidents: [call], request: await town.request(call) });
    expect(judgeCamera(prepared, cameraFacts(), TEST_NOW).kind).toBe('permit');
  });

  test('ends with the consent or the programme when those end first', async () => {
    const prepared = await look();
    const verdict = judgeCamera(prepared, cameraFacts({ until: TEST_NOW + MINUTE }), TEST_NOW);
    expect(verdict).toMatchObject({ endsAt: TEST_NOW + MINUTE });
  });
});

describe('cameras that do not open, each refused by its own name', () => {
  test.each<[string, CameraFacts, string[]]>([
    ['beyond the policy’s circle', cameraFacts({ ...metresNorth(412), radiusM: 500 }), ['too-far']],
    ['beyond the owner’s circle', cameraFacts({ ...metresNorth(240), radiusM: 200 }), ['too-far-for-owner']],
    ['beyond both', cameraFacts({ ...metresNorth(412) }), ['too-far', 'too-far-for-owner']],
    ['no consent', cameraFacts(null), ['no-consent']],
    ['consent for another camera', cameraFacts({ cameraId: 'cam-2' as CameraId }), ['no-consent']],
    ['consent for another gateway', cameraFacts({ gatewayId: 'gw-2' as GatewayId }), ['other-gateway']],
    ['consent expired', cameraFacts({ until: TEST_NOW }), ['consent-expired']],
    ['consent not begun', cameraFacts({ from: TEST_NOW + 1 }), ['consent-not-begun']],
    ['registry only', cameraFacts({ tier: 'registry' }), ['registry-only']],
    ['other classes only', cameraFacts({ classes: ['robbery'] }), ['class-not-consented']],
    [
      'outside the owner’s hours',
      cameraFacts({ hours: { kind: 'daily', fromMinute: 1200, toMinute: 360 } }),
      ['outside-hours'],
    ],
    ['paused until later', cameraFacts({}, { pausedUntil: TEST_NOW + 1 }), ['camera-paused']],
    [
      'paused until signed again',
      cameraFacts({}, { pausedUntil: Number.POSITIVE_INFINITY }),
      ['camera-paused'],
    ],
    [
      'several at once',
      cameraFacts(
        { ...metresNorth(412), tier: 'registry', classes: [] },
        { pausedUntil: Number.POSITIVE_INFINITY },
      ),
      ['camera-paused', 'registry-only', 'class-not-consented', 'too-far', 'too-far-for-owner'],
    ],
  ])('%s', async (_, camera, refusals) => {
    expect(codes(judgeCamera(await look(), camera, TEST_NOW))).toEqual(refusals);
  });

  test('a widening that waits does not open, and does when its time has come', async () => {
    const prepared = await look();
    const camera = cameraFacts();
    const waiting = {
      ...camera,
      consent: { ...(camera.consent as never as object), waitingUntil: TEST_NOW + 1000 },
    };
    expect(codes(judgeCamera(prepared, waiting as CameraFacts, TEST_NOW))).toEqual(['consent-waiting']);
    expect(judgeCamera(prepared, waiting as CameraFacts, TEST_NOW + 1000).kind).toBe('permit');
  });

  test('a camera that the request does not name', async () => {
    const prepared = await look({ request: await p.request(incident, { cameras: ['cam-9' as CameraId] }) });
    expect(codes(judgeCamera(prepared, cameraFacts(), TEST_NOW))).toEqual(['not-named']);
  });

  test('the sentence of a distance names both figures', async () => {
    const verdict = judgeCamera(await look(), cameraFacts({ ...metresNorth(411.2), radiusM: 500 }), TEST_NOW);
    expect(verdict).toMatchObject({
      refusals: [{ sentence: 'It is 412 m from the incident; the limit here is 250 m.' }],
    });
  });

  test('a rule that the council added is refused with its own sentence', async () => {
    const rule = `@id("N1") @section("6") @title("Burglaries open near cameras only.")
      forbid (principal, action, resource) unless { context.class != "burglary" || context.distanceM <= 40 };`;
    const prepared = withTrust(await look(), trustWithCedar(p, DEFAULT_POLICY.cedar + rule));
    expect(judgeCamera(prepared, cameraFacts(), TEST_NOW)).toMatchObject({
      refusals: [{ code: 'policy-rule', sentence: 'Burglaries open near cameras only. (6)' }],
    });
    expect(judgeCamera(prepared, cameraFacts(metresNorth(39)), TEST_NOW).kind).toBe('permit');
  });

  test('a policy that forgot consent and distance still opens nothing without them', async () => {
    const prepared = withTrust(await look(), trustWithCedar(p, 'permit (principal, action, resource);'));
    expect(judgeCamera(prepared, cameraFacts(), TEST_NOW).kind).toBe('permit');
    expect(
      codes(judgeCamera(prepared, cameraFacts({ ...metresNorth(412), tier: 'registry' }), TEST_NOW)),
    ).toEqual(['registry-only', 'too-far', 'too-far-for-owner']);
  });
});

describe('while a look runs', () => {
  test('it ends by itself, with the incident’s day and with the clock put back', async () => {
    const prepared = await look();
    expect(judgeCamera(prepared, cameraFacts(), TEST_NOW + 20 * MINUTE - 1).kind).toBe('permit');
    expect(codes(judgeCamera(prepared, cameraFacts(), TEST_NOW + 20 * MINUTE))).toEqual(['look-over']);
    expect(codes(judgeCamera(prepared, cameraFacts(), TEST_NOW + 400 * DAY))).toContain('look-over');
    expect(codes(judgeCamera(prepared, cameraFacts(), TEST_NOW - 400 * DAY))).toContain('wrong-time');
  });

  test('a pause, a strike and a closed incident end it', async () => {
    const prepared = await look();
    expect(codes(judgeCamera(withTrust(prepared, await pausedTrust(p)), cameraFacts(), TEST_NOW))).toEqual([
      'programme-paused',
    ]);
    const struck = await trustWithout(p, 'operator-1');
    expect(codes(judgeCamera(withTrust(prepared, struck), cameraFacts(), TEST_NOW))).toEqual([
      'operator-unknown',
    ]);
    const closed = await withIncident(prepared, await p.incident({ seq: 2, status: 'closed' }), TEST_NOW);
    expect(closed.kind === 'ok' && codes(judgeCamera(closed.look, cameraFacts(), TEST_NOW))).toEqual([
      'incident-closed',
    ]);
  });

  test('a newer place opens cameras there only when the request follows; the first place stays open', async () => {
    const moved = await p.incident({ seq: 2, position: destination(TEST_POSITION, 90, 600) });
    const there = cameraFacts({
      pose: { ...cameraConsent().pose, position: destination(TEST_POSITION, 90, 649.5) },
    });
    for (const follow of [true, false]) {
      const prepared = await look({ request: await p.request(incident, { follow }) });
      const after = await withIncident(prepared, moved, TEST_NOW);
      if (after.kind === 'refuse') throw new Error('not taken');
      expect(judgeCamera(after.look, cameraFacts(), TEST_NOW).kind).toBe('permit');
      const verdict = judgeCamera(after.look, there, TEST_NOW);
      expect(follow ? verdict : codes(verdict)).toEqual(
        follow
          ? expect.objectContaining({ kind: 'permit', distanceM: 50 })
          : ['too-far', 'too-far-for-owner'],
      );
    }
  });

  test('a place outside the boundary is not followed', async () => {
    const prepared = await look({ request: await p.request(incident, { follow: true }) });
    const far = { lat: 33, lon: -90.2 };
    const after = await withIncident(prepared, await p.incident({ seq: 2, position: far }), TEST_NOW);
    if (after.kind === 'refuse') throw new Error('not taken');
    const there = cameraFacts({ pose: { ...cameraConsent().pose, position: far } });
    expect(codes(judgeCamera(after.look, there, TEST_NOW))).not.toBe('permit');
    expect(judgeCamera(after.look, cameraFacts(), TEST_NOW).kind).toBe('permit');
  });

  test('a class that dispatch changed must be allowed as well', async () => {
    const after = await withIncident(await look(), await p.incident({ seq: 2, class: 'robbery' }), TEST_NOW);
    if (after.kind === 'refuse') throw new Error('not taken');
    expect(judgeCamera(after.look, cameraFacts(), TEST_NOW).kind).toBe('permit');
    expect(codes(judgeCamera(after.look, cameraFacts({ classes: ['burglary'] }), TEST_NOW))).toEqual([
      'class-not-consented',
    ]);
  });

  test('an update that dispatch did not sign is refused, and an older one changes nothing', async () => {
    const prepared = await look();
    const forged = await signed(
      incidentStatement({ seq: 9, status: 'closed' }),
      (await makeService()).signer,
    );
    expect(codes(await withIncident(prepared, forged, TEST_NOW))).toEqual(['incident-forged']);
    const other = await p.incident({ incidentId: 'inc-7' as never });
    expect(codes(await withIncident(prepared, other, TEST_NOW))).toEqual(['other-incident']);
    const same = await withIncident(prepared, incident, TEST_NOW);
    expect(same.kind === 'ok' && same.look).toBe(prepared);
  });
});
