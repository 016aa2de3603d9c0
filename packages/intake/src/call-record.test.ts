import { describe, expect, test } from 'vitest';
import { type CallRecord, incidentIdOf, takeReport } from './call-record.ts';
import type { CallReport } from './call-report.ts';

const NOW = Date.UTC(2026, 6, 1, 19);
const TABLE = { programme: 'test' as never, natureCodes: { BURG: 'burglary', ROB: 'robbery' } as const };
const HERE = { lat: 32.3, lon: -90.18 };

function report(changes: Partial<CallReport> = {}): CallReport {
  return {
    feed: 'cad',
    call: '26-1',
    nature: 'BURG',
    status: 'open',
    position: HERE,
    place: '100 Test Street',
    reportedAt: NOW - 1000,
    update: 1,
    ...changes,
  };
}

/** Takes the reports in order; gives what each did. */
function play(...changes: Partial<CallReport>[]): string[] {
  let record: CallRecord | undefined;
  return changes.map((change) => {
    const taken = takeReport(record, report(change), TABLE, NOW);
    if (taken.kind === 'refused') return taken.code;
    record = taken.record;
    if (taken.kind !== 'taken') return taken.kind;
    const made = taken.statement
      ? `${taken.statement.status} ${taken.statement.class} #${taken.statement.seq}`
      : 'nothing';
    return taken.ineligible ? `${made}, ineligible` : made;
  });
}

describe('what a report does to its call', () => {
  test.each<[string, Partial<CallReport>[], string[]]>([
    ['opens and closes', [{}, { update: 2, status: 'closed' }], ['open burglary #1', 'closed burglary #2']],
    [
      'moves',
      [{}, { update: 2, position: { lat: 32.31, lon: -90.18 } }],
      ['open burglary #1', 'open burglary #2'],
    ],
    ['is sent again', [{}, {}], ['open burglary #1', 'known']],
    [
      'comes late',
      [{ update: 3 }, { update: 2, place: 'elsewhere' }],
      ['open burglary #3', 'older'].map((s) => s.replace('#3', '#1')),
    ],
    ['changes nothing that is attested', [{}, { update: 2 }], ['open burglary #1', 'nothing']],
    [
      'is closed twice',
      [{}, { update: 2, status: 'closed' }, { update: 3, status: 'closed' }],
      ['open burglary #1', 'closed burglary #2', 'nothing'],
    ],
    ['closes before it opens', [{ update: 2, status: 'closed' }, { update: 1 }], ['nothing', 'older']],
    [
      'opens again',
      [{}, { update: 2, status: 'closed' }, { update: 3 }],
      ['open burglary #1', 'closed burglary #2', 'open burglary #3'],
    ],
    ['has a nature that is not listed', [{ nature: 'NOISE' }], ['nothing, ineligible']],
    ['has a nature from an object’s prototype', [{ nature: 'constructor' }], ['nothing, ineligible']],
    ['becomes listed', [{ nature: 'NOISE' }, { update: 2 }], ['nothing, ineligible', 'open burglary #1']],
    [
      'is listed no more, and closes',
      [{}, { update: 2, nature: 'NOISE' }],
      ['open burglary #1', 'closed burglary #2, ineligible'],
    ],
    ['changes its class', [{}, { update: 2, nature: 'ROB' }], ['open burglary #1', 'open robbery #2']],
    ['says two things under one update', [{}, { place: 'elsewhere' }], ['open burglary #1', 'conflict']],
    [
      'closes under the update it opened with',
      [{}, { status: 'closed' }],
      ['open burglary #1', 'closed burglary #2'],
    ],
    [
      'closes without a place',
      [{}, { update: 2, status: 'closed', position: undefined }],
      ['open burglary #1', 'closed burglary #2'],
    ],
    ['opens without a place', [{ position: undefined }], ['position-missing']],
    ['lies at 0, 0', [{ position: { lat: 0, lon: 0 } }], ['position-zero']],
    ['was reported in the future', [{ reportedAt: NOW + 121_000 }], ['wrong-time']],
  ])('a call that %s', (_, changes, outcome) => {
    expect(play(...changes)).toEqual(outcome);
  });

  test('a later message cannot make a call younger', () => {
    const first = takeReport(undefined, report({ reportedAt: NOW - 5000 }), TABLE, NOW);
    if (first.kind !== 'taken') throw new Error('not taken');
    const second = takeReport(first.record, report({ update: 2, place: 'x', reportedAt: NOW }), TABLE, NOW);
    expect(second).toMatchObject({ statement: { reportedAt: NOW - 5000 } });
  });

  test('the incident id depends on feed and call, and tells neither', () => {
    expect(incidentIdOf('cad', '26-1')).toMatch(/^inc-[0-9a-f]{20}$/);
    expect(incidentIdOf('cad', '26-1')).not.toBe(incidentIdOf('cad2', '6-1'));
    expect(incidentIdOf('cad', '26-1')).toBe(incidentIdOf('cad', '26-1'));
  });
});
