import { readFile, writeFile } from 'node:fs/promises';
import type { Openings } from '@porchlight/statements/leaf';
import type { CheckResult, Report } from '@porchlight/verify';
import type { Command } from 'commander';
import { CliError, failureText } from '../cli-error.ts';
import { collect } from '../options.ts';

interface VerifyOptions {
  readonly root: string;
  readonly openings?: string;
  readonly remember?: string;
  readonly checkpoint: readonly string[];
  readonly json: boolean;
}

export function addVerify(program: Command): void {
  program
    .command('verify')
    .summary('check a whole programme from its public log')
    .description(
      `Reads the public log from a folder or an address and checks everything that can be checked from outside: that the
log only grew, who signed what, that every request names an open incident, keeps the rules and has its outcome.

Exit status: 0 nothing failed and nothing was skipped, 1 a rule was broken, 2 something could not be checked.`,
    )
    .argument('<log>', 'folder with the files of the log, or its address, such as https://hub.example/log')
    .requiredOption('--root <file>', 'the programme’s root: root.json, or trust.json with the root in it')
    .option(
      '--openings <file>',
      'what an owner or auditor holds: opens entries, recomputes distance and policy',
    )
    .option('--remember <file>', 'compare with the checkpoint kept there, and keep the newest one')
    .option('--checkpoint <file>', 'a checkpoint somebody else saw; may be given again', collect, [])
    .option('--json', 'print the report as JSON', false)
    .action((log: string, options: VerifyOptions) => runVerify(log, options).catch(cannotCheck));
}

async function runVerify(log: string, options: VerifyOptions): Promise<void> {
  const { exitCodeOf, httpTiles, verifyLog } = await import('@porchlight/verify');
  const { folderTiles } = await import('@porchlight/verify/node');
  const read = /^https?:\/\//.test(log) ? httpTiles(log) : folderTiles(log);
  const openings = options.openings === undefined ? undefined : await readOpenings(options.openings);
  const report = await verifyLog({
    read,
    root: await readRoot(options.root),
    seen: await seenCheckpoints(options),
    now: Date.now(),
    onProgress: progress(options.json),
    ...(openings && { openings }),
  }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('unreadable', `The log at ${log} cannot be read: ${why}`, { cause });
  });
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  process.exitCode = exitCodeOf(report);
  const { checkpoint } = report;
  if (options.remember !== undefined && checkpoint !== undefined && exitCodeOf(report) !== 1)
    await writeFile(options.remember, checkpoint);
}

/** Nothing was found out: 2, never 1. */
function cannotCheck(error: unknown): void {
  console.error(`porchlight: ${failureText(error)}`);
  process.exitCode = 2;
}

/** A DSSE envelope, or a trust file that holds one. */
async function readRoot(file: string): Promise<unknown> {
  const json = await readJson(file, '--root');
  return typeof json === 'object' && json !== null && 'root' in json ? json.root : json;
}

async function readOpenings(file: string): Promise<Openings> {
  const { openingsSchema } = await import('@porchlight/statements/leaf');
  const parsed = openingsSchema.safeParse(await readJson(file, '--openings'));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(
    'option',
    `--openings: ${file} is not a file of openings (at ${issue?.path.join('.')}).`,
  );
}

async function seenCheckpoints({ remember, checkpoint }: VerifyOptions) {
  const read = async (file: string) => ({
    name: file,
    note: new Uint8Array(await readBytes(file)),
    own: false,
  });
  const handed = await Promise.all(checkpoint.map(read));
  if (remember === undefined) return handed;
  const kept = await readFile(remember).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CliError('option', `--remember: cannot read ${remember}.`, { cause: error });
  });
  return kept === undefined ? handed : [{ name: remember, note: new Uint8Array(kept), own: true }, ...handed];
}

async function readBytes(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new CliError('option', `--checkpoint: cannot read ${file}.`, { cause });
  });
}

async function readJson(file: string, option: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('option', `${option}: cannot read ${file}.`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError('option', `${option}: ${file} is not JSON.`, { cause });
  }
}

/** Says how far it is, once it takes longer than a second, on a terminal. */
function progress(json: boolean): (done: number, size: number) => void {
  const started = performance.now();
  let told = 0;
  return (done, size) => {
    const now = performance.now();
    if (json || !process.stderr.isTTY || now - started < 1000 || now - told < 250) return;
    told = now;
    process.stderr.write(`\r${done.toLocaleString('en')} of ${size.toLocaleString('en')} entries`);
    if (done === size) process.stderr.write('\r\u001b[K');
  };
}

const SHOWN = 10;

function print(report: Report): void {
  if (report.synthetic) console.log('SYNTHETIC: a demo with software keys and simulated cameras only\n');
  const name = report.programme === undefined ? '' : ` of “${report.programme}”`;
  console.log(`Public log${name}: ${report.size.toLocaleString('en')} entries\n`);
  for (const check of report.checks) printCheck(check);
  const { requests = 0, requestsOpen = 0, outcome = 0, denial = 0 } = report.counts;
  console.log(
    `\n${requests} requests (${requestsOpen} running), ${outcome} outcomes, ${denial} refused by the rules`,
  );
}

function printCheck({ verdict, title, findings, count, because }: CheckResult): void {
  console.log(`${verdict.padEnd(12)}  ${title}`);
  if (verdict === 'CANNOT-CHECK') console.log(`${' '.repeat(14)}${because}`);
  for (const { leaf, sentence } of findings.slice(0, SHOWN))
    console.log(`${' '.repeat(14)}${leaf === undefined ? '' : `entry ${leaf}: `}${sentence}`);
  if (count > SHOWN) console.log(`${' '.repeat(14)}and ${count - SHOWN} more`);
}
