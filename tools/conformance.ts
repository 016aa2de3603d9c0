/**
 * `npm run conformance`: runs the vectors of this project's own formats (vectors/); with `-- --vectors DIR` also published ones.
 * DIR holds `sframe/rfc9605.json`, `hpke/rfc9180-base.json` and the folders `merkle/inclusion` and `merkle/consistency`, one
 * JSON file a case. Prints a line a suite, says what is not covered, and ends
 * with `N passed, N failed`; exit 1 when one fails or none ran.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hpkeCases } from './conformance/hpke-cases.ts';
import { consistencyCases, inclusionCases } from './conformance/merkle-cases.ts';
import {
  checkpointCases,
  digestCases,
  frameHeaderCases,
  leafCases,
  statementCases,
} from './conformance/own-cases.ts';
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

/** This project's own formats: their vectors are in `vectors/` here and run always. */
const OWN: readonly { file: string; read: (json: never) => SuiteCases }[] = [
  { file: 'statements.json', read: statementCases },
  { file: 'leaves.json', read: leafCases },
  { file: 'digests.json', read: digestCases },
  { file: 'checkpoints.json', read: checkpointCases },
  { file: 'frame-header.json', read: frameHeaderCases },
];

const PUBLISHED: readonly { file: string; read: (json: never) => SuiteCases }[] = [
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
  const own = fileURLToPath(new URL('../vectors', import.meta.url));
  const dir = values.vectors;
  let passed = 0;
  let failed = 0;
  const suites = [
    ...OWN.map((suite) => ({ ...suite, from: own })),
    ...PUBLISHED.flatMap((suite) => (dir === undefined ? [] : [{ ...suite, from: dir }])),
  ];
  for (const { file, read, from } of suites) {
    const path = join(from, file);
    if (!existsSync(path)) {
      console.error(`${path} is missing: point --vectors at a folder of published vectors.`);
      failed += 1;
      continue;
    }
    const result = await runSuite(file, read(readVectors(path) as never));
    passed += result.passed;
    failed += result.failed;
  }
  const read = new Set(PUBLISHED.map(({ file }) => dirname(file)));
  if (dir === undefined)
    console.log('published vectors (SFrame, HPKE, Merkle): not run, point --vectors at them');
  for (const entry of dir !== undefined && existsSync(dir) ? readdirSync(dir, { withFileTypes: true }) : [])
    if (entry.isDirectory() && !read.has(entry.name)) console.log(`${entry.name}: not read, no suite for it`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exit(await main());
