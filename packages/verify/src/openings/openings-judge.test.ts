import type { IncidentId } from '@porchlight/domain';
import type { Envelope } from '@porchlight/statements';
import type { Openings } from '@porchlight/statements/leaf';
import { TEST_POSITION } from '@porchlight/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { HonestLog, tilesOf, VERIFIED_AT } from '../../test/honest-log.ts';
import type { FindingCode, Report } from '../findings.ts';
import { verifyLog } from '../verify-log.ts';

let honest: HonestLog;
beforeAll(async () => {
  honest = await HonestLog.write();
});

const codesOf = (report: Report): FindingCode[] =>
  report.checks.flatMap(({ findings }) => findings.map(({ code }) => code));

describe('with what an owner or an auditor holds', () => {
  const openings = (changes: Partial<Openings['entries'][number]> = {}, name = 'request'): Openings => ({
    schema: 'porchlight/openings/v1',
    entries: [
      {
        index: honest.index(name),
        disclosures: [...(honest.disclosures.get(name) ?? [])],
        papers: {
          request: honest.papers.get(name) as Envelope,
          incident: honest.papers.get('incident') as Envelope,
          consents: [honest.papers.get('consent') as Envelope],
        },
        ...changes,
      },
    ],
  });
  const opened = async (given: Openings) => {
    const log = honest.log();
    const read = tilesOf(log.entries, await log.checkpoint(VERIFIED_AT));
    const { root } = honest.programme.envelopes;
    return codesOf(await verifyLog({ read, root, now: VERIFIED_AT, openings: given }));
  };

  test('the entry opens, its papers are signed, distance and ordinance hold', async () => {
    expect(await opened(openings())).toEqual([]);
  });

  test('what does not open it, another’s papers and forged ones are found', async () => {
    const of = (name: string) => honest.papers.get(name) as Envelope;
    const papers = { incident: of('incident'), consents: [of('consent')] };
    expect(await opened(openings({ disclosures: [...(honest.disclosures.get('request-3') ?? [])] }))).toEqual(
      ['opening-does-not-open'],
    );
    expect(await opened(openings({ index: 9000 }))).toEqual(['opening-without-entry']);
    expect(await opened(openings({ papers: { ...papers, incident: of('incident-2') } }))).toEqual([
      'opened-paper-other',
    ]);
    const forged = { ...of('incident'), signatures: of('consent').signatures };
    expect(await opened(openings({ papers: { ...papers, incident: forged } }))).toEqual([
      'opened-paper-forged',
    ]);
  });

  test('a camera too far away, against its owner’s terms and the ordinance, is found by each', async () => {
    const far = await HonestLog.write();
    const of = { incidentId: 'inc-far' as IncidentId };
    const at = { reportedAt: VERIFIED_AT, issuedAt: VERIFIED_AT };
    const place = { lat: TEST_POSITION.lat + 0.01, lon: TEST_POSITION.lon };
    const incident = await far.incident('far', { ...of, ...at, position: place }, null);
    const asked = await far.programme.request(incident, { ...of, issuedAt: VERIFIED_AT, rosterEpoch: 2 });
    await far.request('lie', { incident: 'far', asked }, await far.slotCameras([['cam-1', 'gw-1']]));
    const log = far.log();
    const read = tilesOf(log.entries, await log.checkpoint(VERIFIED_AT));
    const { root } = far.programme.envelopes;
    const papers = { incident, consents: [far.papers.get('consent') as Envelope] };
    const entries = [
      { index: far.index('lie'), disclosures: [...(far.disclosures.get('lie') ?? [])], papers },
    ];
    const given: Openings = { schema: 'porchlight/openings/v1', entries };
    const blind = await verifyLog({ read, root, now: VERIFIED_AT });
    expect(codesOf(blind)).toEqual([]);
    const report = await verifyLog({ read, root, now: VERIFIED_AT, openings: given });
    expect(codesOf(report)).toEqual(['opened-too-far', 'opened-against-terms', 'opened-against-policy']);
    expect(report.checks.at(-1)?.findings[0]?.sentence).toMatch(/1057 m .* 200 m/);
  });
});
