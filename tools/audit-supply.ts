/**
 * What we take in and what we give out: no secret in a file that git keeps, a lock file with one source and an integrity for each
 * package, no install script that is needed, licences from `npm sbom` on the list, nothing for biometrics. Needs no network. Prints
 * one line per fault; exit 1 when there is one.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licenceFaults, type Sbom } from './supply/licences.ts';
import { type LockFile, lockFaults } from './supply/lock-file.ts';
import { secretHits } from './supply/secrets.ts';

const MAX_BYTES = 2_000_000;
/** Vectors of published specifications hold private keys on purpose. */
const PUBLIC_ON_PURPOSE = /^(vectors\/|package-lock\.json$)/;

/** One sentence for each fault of the repository at `root`. */
export function supplyFaults(root: string): string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;
  return [
    ...lockFaults(lock),
    ...licenceFaults(sbomOf(root, ['--omit', 'dev']), 'shipped'),
    ...licenceFaults(sbomOf(root, []), 'tools'),
    ...secretFaults(root),
  ];
}

function sbomOf(root: string, options: readonly string[]): Sbom {
  const args = ['sbom', '--sbom-format', 'spdx', '--package-lock-only', ...options];
  const text = execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(text) as Sbom;
}

function secretFaults(root: string): string[] {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  return files
    .filter((file) => file !== '' && !PUBLIC_ON_PURPOSE.test(file))
    .flatMap((file) => {
      const bytes = readFileSync(join(root, file));
      if (bytes.length > MAX_BYTES || bytes.subarray(0, 8000).includes(0)) return [];
      return secretHits(bytes.toString('utf8')).map(
        ({ rule, line }) => `${file}:${line} looks like a ${rule}`,
      );
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = supplyFaults(fileURLToPath(new URL('..', import.meta.url)));
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'supply: no fault' : `supply: ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
