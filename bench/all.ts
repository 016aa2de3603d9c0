/**
 * Every measurement, one after another, as one table; the same as JSON in bench/results.json. With `--write` the table goes into
 * docs/figures.md and its headlines into README.md, between their marks; with `--only`, beside the figures of the others. Exit status 1 when a bench fails to
 * run; a gate that is not met is told, and fails nothing: other machines are slower.
 * Usage: npm run bench [-- --write] [-- --only gate,relay]
 */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BENCHES } from './support/benches.ts';
import { type Told, tableOf, told } from './support/report.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean' }, only: { type: 'string' } } });
const only = values.only?.split(',');
const unknown = only?.find((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown !== undefined) {
  console.error(`There is no bench ${unknown}. There are: ${BENCHES.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

const made: Told[] = [];
for (const { name, args = [] } of BENCHES) {
  if (only && !only.includes(name)) continue;
  const result = await run(name, args);
  if (result === undefined) process.exitCode = 1;
  else made.push(result);
}
console.log(`\n${tableOf(made)}`);
const file = new URL('results.json', import.meta.url);
const results = only ? withKept(made, JSON.parse(await readFile(file, 'utf8')).results) : made;
await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), results }, null, 2)}\n`);
if (values.write) {
  await between('../docs/figures.md', tableOf(results));
  await between('../README.md', tableOf(results, true));
}

/** What was measured before stays, where it was not measured again. */
function withKept(fresh: readonly Told[], before: readonly Told[]): Told[] {
  const old = before.filter(({ bench }) => !fresh.some((each) => each.bench === bench));
  const place = ({ bench }: Told): number => BENCHES.findIndex(({ name }) => bench.startsWith(name));
  return [...old, ...fresh].sort((a, b) => place(a) - place(b));
}

/** Runs one bench and shows what it prints; undefined when it fails. */
async function run(name: string, args: readonly string[]): Promise<Told | undefined> {
  const file = new URL(`${name}.ts`, import.meta.url).pathname;
  const child = spawn(process.execPath, [...process.execArgv, file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const result = code === 0 ? told(text) : undefined;
  if (result === undefined) console.error(`bench/${name}.ts did not run (status ${code}).`);
  return result;
}

/** Puts text between `<!-- figures -->` and `<!-- /figures -->`. */
async function between(file: string, text: string): Promise<void> {
  const url = new URL(file, import.meta.url);
  const page = await readFile(url, 'utf8');
  const marked = /<!-- figures -->[\s\S]*<!-- \/figures -->/;
  if (!marked.test(page)) throw new Error(`${file} has no place for figures`);
  await writeFile(
    url,
    page.replace(marked, () => `<!-- figures -->\n${text}\n<!-- /figures -->`),
  );
}
