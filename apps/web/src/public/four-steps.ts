import type { CheckName, CheckResult, Report, Verdict } from '@porchlight/verify';

/** The checks as four questions a reader asks, in this order. */
export interface Step {
  readonly title: string;
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
}

const STEPS: readonly { readonly title: string; readonly checks: readonly CheckName[] }[] = [
  { title: 'Is this the whole log, and nothing else?', checks: ['tiles', 'entries'] },
  { title: 'Did outsiders vouch for it?', checks: ['checkpoint', 'root', 'papers'] },
  { title: 'Did it only ever grow?', checks: ['history'] },
  {
    title: 'Were the rules kept?',
    checks: [
      'roster',
      'pause',
      'incidents',
      'requests',
      'rules',
      'running',
      'outcomes',
      'disclosures',
      'erasures',
      'openings',
    ],
  },
];

export function fourSteps({ checks }: Report): Step[] {
  return STEPS.map(({ title, checks: names }) => {
    const own = checks.filter(({ name }) => names.includes(name));
    return { title, verdict: worst(own), checks: own };
  });
}

function worst(checks: readonly CheckResult[]): Verdict {
  if (checks.some(({ verdict }) => verdict === 'FAIL')) return 'FAIL';
  return checks.some(({ verdict }) => verdict === 'CANNOT-CHECK') ? 'CANNOT-CHECK' : 'PASS';
}
