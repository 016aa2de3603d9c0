/**
 * `npm run conformance -- --vectors DIR`: runs published test vectors against this repository's own formats code.
 * DIR holds `sframe/rfc9605.json`, `hpke/rfc9180-base.json` and the folders `merkle/inclusion` and `merkle/consistency`, one
 * JSON file a case. Prints a line a suite, says what is not covered, and ends
 * with `N passed, N failed`; exit 1 when one fails or none ran. Without --vectors it looks into `vectors/` here.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hpkeCases } from './conformance/hpke-cases.ts';
import { consistencyCases, inclusionCases } from './conformance/merkle-cases.ts';
import { sframeCases } from './conformance/sframe-cases.ts';

/** One vector: its name, and a check that returns whether it holds. */
export interface Case {
  readonly name: string;
  readonly run: () => boolean | Promise<boolean>;
}

export interface SuiteCases {
  readonly cases: readonly Case[];
  /** What the file holds that we do not implement, in words. */
  readonly left: string | undefined;
}

const SUITES: readonly { file: string; read: (json: never) => SuiteCases }[] = [
  { file: 'sframe/rfc9605.json', read: sframeCases },
  { file: 'hpke/rfc9180-base.json', read: hpkeCases },
  { file: 'merkle/inclusion', read: inclusionCases },
  { file: 'merkle/consistency', read: consistencyCases },
];

async function runSuite(
  file: string,
  { cases, left }: SuiteCases,
): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  let failed = 0;
  for (const { name, run } of cases) {
    const holds = await Promise.resolve()
      .then(run)
      .catch(() => false);
    if (holds) passed += 1;
    else {
      failed += 1;
      console.error(`FAIL ${file}: ${name}`);
    }
  }
  console.log(`${file}: ${passed} of ${cases.length} hold${left === undefined ? '' : `; left out: ${left}`}`);
  return { passed, failed };
}

/** The JSON of a file; of a folder, the list of all its JSON files in the order of their paths. */
function readVectors(path: string): unknown {
  if (!statSync(path).isDirectory()) return JSON.parse(readFileSync(path, 'utf8'));
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );
  return names.sort().map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')));
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { vectors: { type: 'string' } } });
  const dir = values.vectors ?? fileURLToPath(new URL('../vectors', import.meta.url));
  let passed = 0;
  let failed = 0;
  for (const { file, read } of SUITES) {
    const path = join(dir, file);
    if (!existsSync(path)) {
      console.error(`${path} is missing: point --vectors at a folder of published vectors.`);
      failed += 1;
      continue;
    }
    const result = await runSuite(file, read(readVectors(path) as never));
    passed += result.passed;
    failed += result.failed;
  }
  const read = new Set(SUITES.map(({ file }) => dirname(file)));
  for (const entry of existsSync(dir) ? readdirSync(dir, { withFileTypes: true }) : [])
    if (entry.isDirectory() && !read.has(entry.name)) console.log(`${entry.name}: not read, no suite for it`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exit(await main());
