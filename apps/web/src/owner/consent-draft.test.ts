import type { OwnerCameraView, OwnerOverview, Waiver } from '@porchlight/contract';
import { consentSchema } from '@porchlight/statements';
import { describe, expect, it } from 'vitest';
import {
  changedDrafts,
  consentStatement,
  draftOf,
  draftProblem,
  draftsByHost,
  hostsOf,
  poseAt,
  termsOf,
} from './consent-draft.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const END = NOW + 45 * 86_400_000;
const CAMERA = {
  cameraId: 'cam-1',
  gatewayId: 'gw-1',
  label: 'Front door',
  state: 'live',
  detail: '',
  consent: null,
  consentVersion: null,
  consentState: 'none',
  effectiveAt: null,
  pausedUntil: null,
} as unknown as OwnerCameraView;
const OVERVIEW = {
  ownerId: 'owner-1',
  consentVersion: 4,
  gateways: [{ gatewayId: 'gw-1', name: 'Box', online: true, hosted: true, host: 'North host' }],
} as unknown as OwnerOverview;
const WAIVER: Waiver = { version: '2026-11', language: 'en', text: 't', textHash: 'A'.repeat(43) };

const placed = { ...draftOf(CAMERA, END, NOW), pose: poseAt({ lat: 1, lon: 2 }) };

describe('consent drafts', () => {
  it('never reach past the programme’s end', () => {
    expect(draftOf(CAMERA, END, NOW).until).toBe(END);
    expect(draftProblem({ ...placed, until: END + 1 }, END, NOW)).toMatch(/last day/);
    const longer = { ...CAMERA, consent: { ...termsOf(placed, NOW), until: END + 1 } };
    expect(draftOf(longer, END, NOW).until).toBe(END);
  });

  it('are not signable without a name, a place, a kind of incident and a date to come', () => {
    expect(draftProblem(placed, END, NOW)).toBeUndefined();
    expect(draftProblem({ ...placed, label: ' ' }, END, NOW)).toMatch(/name/);
    expect(draftProblem({ ...placed, pose: null }, END, NOW)).toMatch(/map/);
    expect(draftProblem({ ...placed, classes: [] }, END, NOW)).toMatch(/at least one kind/);
    expect(draftProblem({ ...placed, classes: [], tier: 'registry' }, END, NOW)).toBeUndefined();
    expect(draftProblem({ ...placed, until: NOW }, END, NOW)).toMatch(/future/);
  });

  it('offer a new date when the signed one has passed', () => {
    const signed = { ...CAMERA, consent: { ...termsOf(placed, NOW), until: NOW - 1 } };
    expect(draftOf(signed, END, NOW).until).toBe(END);
  });

  it('become a statement that the schema takes, one version on, with the host in it', () => {
    const statement = consentStatement(
      { site: { programme: 'demo' }, overview: OVERVIEW, waiver: { ...WAIVER, textHash: HASH } },
      [termsOf(placed, NOW)],
      NOW,
    );
    expect(consentSchema.parse(statement)).toEqual(statement);
    expect([statement.version, statement.waiver.host]).toEqual([5, 'North host']);
  });

  it('name the owner as host of an own box', () => {
    const own = { gateways: OVERVIEW.gateways.map((g) => ({ ...g, hosted: false, host: null })) };
    expect(hostsOf(own, [termsOf(placed, NOW)])).toEqual(['the owner']);
  });

  it('on boxes of several hosts are signed apart, each naming its own', () => {
    const [first] = OVERVIEW.gateways;
    const overview = {
      ...OVERVIEW,
      gateways: [first, { ...first, gatewayId: 'gw-2', hosted: false, host: null }],
    };
    const facts = { site: { programme: 'demo' }, overview: overview as OwnerOverview, waiver: WAIVER };
    const second = { ...placed, gatewayId: 'gw-2' as typeof placed.gatewayId };
    const groups = draftsByHost(facts.overview, [placed, second, placed]);
    expect(groups).toEqual([[placed, placed], [second]]);
    const statements = groups.map((group, i) =>
      consentStatement(
        facts,
        group.map((draft) => termsOf(draft, NOW)),
        NOW,
        4 + i,
      ),
    );
    expect(statements.map((s) => [s.version, s.waiver.host])).toEqual([
      [5, 'North host'],
      [6, 'the owner'],
    ]);
    expect(() =>
      consentStatement(
        facts,
        [placed, second].map((d) => termsOf(d, NOW)),
        NOW,
      ),
    ).toThrow(RangeError);
  });

  it('are signed again only when they say something new, or nothing is in force', () => {
    const inForce = { ...CAMERA, consentState: 'in-force' as const, consent: termsOf(placed, NOW - 1000) };
    expect(changedDrafts([placed], [CAMERA], 'UTC', NOW)).toEqual([placed]);
    expect(changedDrafts([placed], [inForce], 'UTC', NOW)).toEqual([]);
    expect(changedDrafts([{ ...placed, radiusM: 60 }], [inForce], 'UTC', NOW)).toHaveLength(1);
    expect(changedDrafts([placed], [{ ...inForce, consentState: 'refused' }], 'UTC', NOW)).toHaveLength(1);
  });

  it('are signed again to end a pause that stands', () => {
    const inForce = { ...CAMERA, consentState: 'in-force' as const, consent: termsOf(placed, NOW - 1000) };
    const signed = (pausedUntil: number) =>
      changedDrafts([placed], [{ ...inForce, pausedUntil }], 'UTC', NOW);
    expect(signed(0)).toHaveLength(1);
    expect(signed(NOW + 1)).toHaveLength(1);
    expect(signed(NOW)).toHaveLength(0);
  });
});

const HASH = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';
