/** Adds up the closing counts of vitest, Playwright and the conformance run in a log on standard input: `N passed, N failed`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const CLOSING_LINES: readonly RegExp[] = [
  // vitest: `      Tests  1 failed | 42 passed (43)`
  /^\s*Tests\s+(?:(?<failed>\d+) failed \| )?(?:(?<passed>\d+) passed)?.*\(\d+\)$/,
  // vitest, for a worker that ended or an error nobody caught: `     Errors  1 error`
  /^\s*Errors\s+(?<failed>\d+) errors?$/,
  // Playwright: `  12 passed (1.2m)`, `  1 flaky` (passed at its second try) and `  1 failed`
  /^\s{2}(?<passed>\d+) passed \([\d.]+(?:ms|s|m)\)$/,
  /^\s{2}(?<passed>\d+) flaky$/,
  /^\s{2}(?<failed>\d+) failed$/,
  // conformance: `487 passed, 0 failed`
  /^(?<passed>\d+) passed, (?<failed>\d+) failed$/,
];

export function countResults(log: string): Counts {
  let passed = 0;
  let failed = 0;
  for (const line of stripVTControlCharacters(log).split('\n')) {
    for (const pattern of CLOSING_LINES) {
      const groups = pattern.exec(line)?.groups;
      if (groups === undefined) continue;
      passed += Number(groups['passed'] ?? 0);
      failed += Number(groups['failed'] ?? 0);
      break;
    }
  }
  return { passed, failed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = countResults(readFileSync(0, 'utf8'));
  console.log(`${passed} passed, ${failed} failed`);
}
