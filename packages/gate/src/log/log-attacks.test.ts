import type { IncidentId } from '@porchlight/domain';
import { type Envelope, toBase64Url } from '@porchlight/statements';
import type { LookEvidence } from '@porchlight/statements/leaf';
import {
  cameraFacts,
  incidentStatement,
  makeProgramme,
  signed,
  TEST_NOW,
  type TestLog,
  type TestProgramme,
  trustWithout,
} from '@porchlight/testkit';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CAMERA, type Given, LogScene } from '../../test/log-scene.ts';
import { rosterLeafOf } from '../../test/roster-leaf-of.ts';
import { judgeCamera } from '../judge-camera.ts';

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

/** All refusals, the look's or the camera's; `permit` when there are none. */
async function verdict(given: Given): Promise<string[] | 'permit'> {
  const prepared = await scene.prepare(given);
  if (prepared.kind === 'refuse') return prepared.refusals.map(({ code }) => code);
  const judged = judgeCamera(prepared.look, cameraFacts(), given.now ?? TEST_NOW);
  return judged.kind === 'permit' ? 'permit' : judged.refusals.map(({ code }) => code);
}

describe('a request that stands in the log', () => {
  test('opens its camera, and its frames are bound to the leaf', async () => {
    const evidence = await scene.logged();
    await scene.catchUp();
    const prepared = await scene.prepare({ evidence });
    if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
    const judged = judgeCamera(prepared.look, cameraFacts(), TEST_NOW);
    expect(judged).toMatchObject({ kind: 'permit', distanceM: 56 });
    expect(judged.kind === 'permit' && judged.bindingHash).toMatch(/^[\w-]{43}$/);
  });

  test('is found whatever else was written around it', async () => {
    for (const more of [0, 1, 2, 7, 300]) {
      scene.request = await p.request(incident);
      for (let i = 0; i < more; i++) log.appendBytes(new TextEncoder().encode(`noise ${more} ${i}`));
      await scene.logged();
      for (let i = 0; i < more; i++) log.appendBytes(new TextEncoder().encode(`later ${more} ${i}`));
      const index = log.size - more - 1;
      const incidentIndex = await log.incident(incident);
      const slots = [{ cameraId: CAMERA.cameraId, slot: 0 }];
      await scene.catchUp();
      expect(await verdict({ evidence: await log.evidence(index, incidentIndex, 1, slots) })).toBe('permit');
    }
  });
});

describe('lies about the log, each refused by its own name', () => {
  const lies: [name: string, tell: () => Promise<Given>, refusals: string[]][] = [
    ['no entry at all', async () => ({ evidence: await elsewhere() }), ['not-in-log']],
    [
      'an entry nobody has shown a checkpoint for',
      async () => ({ evidence: await scene.logged() }),
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
    const evidence = await other.request(p.trust, scene.request, [incident], [CAMERA]);
    log.appendBytes(new TextEncoder().encode('something else'));
    log.appendBytes(new TextEncoder().encode('and again'));
    await scene.catchUp();
    return evidence;
  }
  async function known(changes = {}): Promise<LookEvidence> {
    const evidence = await scene.logged(changes);
    await scene.catchUp();
    return evidence;
  }
  async function withField(): Promise<LookEvidence> {
    const { request: entry } = await scene.logged();
    const json = JSON.parse(Buffer.from(entry.leaf, 'base64url').toString('utf8')) as object;
    const bytes = new TextEncoder().encode(JSON.stringify({ ...json, zz: 1 }));
    const index = log.appendBytes(bytes, new Uint8Array(Buffer.from(entry.recordKey, 'base64url')));
    await scene.catchUp();
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
    const evidence = await scene.logged();
    log.append(await rosterLeafOf(await trustWithout(p, 'supervisor-1')));
    await scene.catchUp();
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
    const bundle = { request: scene.request, incidents: [incident], evidence: await known() };
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
