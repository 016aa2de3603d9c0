/**
 * Checks the import table: each workspace declares `porchlight.level` in its manifest and may depend, at run time, only on
 * workspaces of a smaller level. Also that every import of a workspace is declared, and that tsconfig references equal the
 * manifest's dependencies. Prints one line per fault; exit 1 when there is one.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Workspace {
  readonly name: string;
  readonly dir: string;
  readonly level: number;
  readonly dependencies: readonly string[];
  readonly references: readonly string[];
  /** Workspace names imported by non-test sources. */
  readonly imports: readonly string[];
}

const SCOPE = '@porchlight/';
/** Only the command and the tests' own packages may use the simulated town and the test kit (R27). */
const TEST_ONLY = new Set([`${SCOPE}town`, `${SCOPE}testkit`]);
const MAY_USE_TOWN = new Set([`${SCOPE}cli`]);

/** One sentence per fault; empty when the house is in order. */
export function layerFaults(workspaces: readonly Workspace[]): string[] {
  const byName = new Map(workspaces.map((w) => [w.name, w]));
  return workspaces.flatMap((w) => {
    const faults: string[] = [];
    for (const name of w.dependencies) {
      const target = byName.get(name);
      if (target === undefined) faults.push(`${w.name} depends on ${name}, which does not exist`);
      else if (TEST_ONLY.has(name) && !MAY_USE_TOWN.has(w.name))
        faults.push(`${w.name} depends on ${name}, which is for tests, demo and bench only`);
      else if (target.level >= w.level)
        faults.push(
          `${w.name} (level ${w.level}) depends on ${name} (level ${target.level}); only smaller levels are allowed`,
        );
    }
    for (const name of w.imports)
      if (name !== w.name && !w.dependencies.includes(name))
        faults.push(`${w.name} imports ${name} without declaring it`);
    for (const name of w.dependencies)
      if (!w.references.includes(name)) faults.push(`${w.name}: tsconfig.json does not reference ${name}`);
    for (const name of w.references)
      if (!w.dependencies.includes(name))
        faults.push(`${w.name}: tsconfig.json references ${name}, which the manifest does not name`);
    return faults;
  });
}

function sourceFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

export function readWorkspaces(root: string): Workspace[] {
  const dirs = ['packages', 'apps'].flatMap((top) =>
    readdirSync(join(root, top)).map((name) => join(root, top, name)),
  );
  const manifests = dirs
    .filter((dir) => statSync(dir).isDirectory())
    .map((dir) => ({ dir, manifest: JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) }));
  const nameOfDir = new Map(manifests.map(({ dir, manifest }) => [dir, manifest.name as string]));
  return manifests.map(({ dir, manifest }) => {
    const tsconfig = JSON.parse(readFileSync(join(dir, 'tsconfig.json'), 'utf8'));
    const imports = new Set<string>();
    for (const file of sourceFiles(join(dir, 'src')))
      for (const match of readFileSync(file, 'utf8').matchAll(/from '(@porchlight\/[a-z-]+)/g))
        imports.add(match[1] as string);
    return {
      name: manifest.name,
      dir: relative(root, dir),
      level: manifest.porchlight?.level ?? Number.NaN,
      dependencies: Object.keys(manifest.dependencies ?? {}).filter((n) => n.startsWith(SCOPE)),
      references: (tsconfig.references ?? []).map(
        (r: { path: string }) => nameOfDir.get(join(dir, r.path)) ?? r.path,
      ),
      imports: [...imports],
    };
  });
}

/** The table for ARCHITECTURE.md, one row per workspace in order of level. */
export function importTable(workspaces: readonly Workspace[]): string {
  const rows = [...workspaces]
    .sort((a, b) => a.level - b.level || a.name.localeCompare(b.name))
    .map(
      (w) =>
        `| ${w.level} | \`${w.dir}\` | ${w.dependencies.map((d) => d.slice(SCOPE.length)).join(', ') || '–'} |`,
    );
  return ['| level | workspace | imports |', '|---|---|---|', ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const workspaces = readWorkspaces(fileURLToPath(new URL('..', import.meta.url)));
  if (process.argv.includes('--table')) console.log(importTable(workspaces));
  const faults = layerFaults(workspaces);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  if (!process.argv.includes('--table'))
    console.log(`layers: ${workspaces.length} workspaces, no wrong import`);
}
