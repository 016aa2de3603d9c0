import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Ring, ringAreaKm2 } from '@porchlight/domain';
import { type Ed25519Key, fromBase64Url, groupFingerprint, programmeIdSchema } from '@porchlight/statements';
import { type Command, Option } from 'commander';
import { readAuditor } from '../auditor/auditor-key.ts';
import { readPublicKey } from '../ceremony/root-key.ts';
import { CliError } from '../cli-error.ts';
import { parseDay, parseOrigin, parseTimeZone, parseWhole } from '../options.ts';
import { readBoundary } from '../programme/boundary.ts';
import { createProgramme } from '../programme/create-programme.ts';
import { defaultQuorum, type LogWitness, parseWitness } from '../programme/log-policy.ts';
import { readHostCard } from '../programme/name-hosts.ts';
import { bootstrapSecret, writeProgramme } from '../programme/write-programme.ts';

const DAY_MS = 86_400_000;
/** The length of the pilot that the template proposes; the programme ends by itself after it. */
const PILOT_DAYS = 45;

interface InitOptions {
  readonly dir: string;
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  readonly boundary: string;
  readonly timeZone: string;
  readonly start?: number;
  readonly days: number;
  readonly policy?: string;
  readonly selfAttested: boolean;
  readonly rootKey: readonly string[];
  readonly auditor: readonly string[];
  readonly host: readonly string[];
  readonly witness: readonly LogWitness[];
  readonly quorum?: number;
}

export function addInit(program: Command): void {
  program
    .command('init')
    .summary('make a real programme: keys, trust file, one-time administrator link')
    .description(
      `Makes the keys and the public trust file of a new programme, and prints the root fingerprint and a one-time
administrator link. The template is a pilot of ${PILOT_DAYS} days that ends by itself.

Afterwards:
  1. give keys/root-1.json, root-2.json and root-3.json to three people on offline media and delete them here;
     any two of them sign a new root
  2. give keys/intake.json to the dispatch centre, for \`porchlight intake\`
  3. start \`porchlight hub --trust DIR/trust.json --log-key DIR/keys/log.json\` and open the link`,
    )
    .requiredOption('--dir <folder>', 'where to write trust.json and keys/ (made when missing)')
    .requiredOption('--id <id>', 'short id of the programme, a–z 0–9 and dashes')
    .requiredOption('--name <text>', 'name people see')
    .requiredOption('--origin <url>', 'public web address of the hub; passkeys are tied to it', parseOrigin)
    .requiredOption('--boundary <file>', 'GeoJSON polygon of the area the programme may look in')
    .option(
      '--time-zone <name>',
      'IANA time zone',
      parseTimeZone,
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    )
    .option('--start <date>', 'first day; default: today', parseDay)
    .option('--days <n>', 'length in days', parseWhole(1, 3660), PILOT_DAYS)
    .option('--policy <file>', 'Cedar policy text instead of the template ordinance')
    .addOption(
      new Option('--self-attested', 'dispatch is run by the police themselves; every screen says so').default(
        false,
      ),
    )
    .option(
      '--witness <line>',
      "outside witness of the public log, 'NAME VKEY URL' as porchlight witness prints it; may be given again",
      (text: string, before: LogWitness[]) => [...before, parseWitness(text)],
      [],
    )
    .option(
      '--root-key <file>',
      'public.json of a root key made by porchlight ceremony keys; given three times (default: keys are made here)',
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option(
      '--auditor <file>',
      'public.json of porchlight auditor keys: who may open every entry; may be given again',
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option(
      '--host <file>',
      'host-card.json of porchlight host-card: who may run boxes for owners; may be given again',
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option('--quorum <n>', 'witnesses that must countersign; default: more than half', parseWhole(1, 64))
    .action(runInit);
}

async function runInit(options: InitOptions): Promise<void> {
  const id = programmeIdSchema.safeParse(options.id);
  if (!id.success)
    throw new CliError('option', '--id: use 1–64 of a–z, 0–9 and dashes, starting with a letter or digit.');
  const dir = resolve(options.dir);
  if (await exists(resolve(dir, 'trust.json')))
    throw new CliError(
      'exists',
      `${dir} already holds a programme. Choose another folder: keys are made once.`,
    );
  const boundary = await readBoundary(options.boundary);
  const { DEFAULT_POLICY } = await import('@porchlight/policy');
  const startsAt = options.start ?? Date.now();
  const made = await createProgramme(
    {
      id: id.data,
      name: options.name,
      synthetic: false,
      origin: options.origin,
      timeZone: options.timeZone,
      boundary,
      startsAt,
      endsAt: startsAt + options.days * DAY_MS,
      selfAttestedDispatch: options.selfAttested,
      ...(options.rootKey.length > 0 && { rootKeys: await readRootKeys(options.rootKey) }),
      hosts: await Promise.all(options.host.map(readHostCard)),
      auditors: await Promise.all(options.auditor.map(readAuditor)),
      witnesses: options.witness,
      quorum: options.quorum ?? defaultQuorum(options.witness.length),
      policy: {
        ...DEFAULT_POLICY,
        ...(options.policy === undefined ? {} : { cedar: await readPolicyText(options.policy) }),
      },
    },
    Date.now(),
  );
  await writeProgramme(dir, made).catch((cause: unknown) => {
    throw new CliError('unwritable', `Cannot write to ${dir}. Choose a folder this account may write to.`, {
      cause,
    });
  });
  print(
    dir,
    boundary,
    startsAt,
    options,
    groupFingerprint(fromBase64Url(made.pin) ?? new Uint8Array()),
    await bootstrapSecret(made),
    made.logKey,
  );
}

function print(
  dir: string,
  boundary: Ring,
  startsAt: number,
  options: InitOptions,
  fingerprint: string,
  secret: string,
  logKey: string,
): void {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  console.log(`Programme “${options.name}” made in ${dir}

  area               ${ringAreaKm2(boundary).toFixed(2)} km²
  runs               ${day(startsAt)} to ${day(startsAt + options.days * DAY_MS)} (${options.days} days), then ends by itself
  root fingerprint   ${fingerprint}
                     Print it: every owner compares it with what their gateway shows.

  one-time administrator link (shown once; whoever opens it first becomes the first clerk):
  ${options.origin}/start#${secret}

  public log         ${witnessWords(options)}
  log key            ${logKey}
                     Each witness is started with it: porchlight witness --log …

Next: ${rootStep(dir, options)}, hand keys/intake.json to dispatch, then
  porchlight hub --trust ${dir}/trust.json --log-key ${dir}/keys/log.json --state ${dir}/hub`);
}

/** Two of them sign the draft, so there are at least two; three lets one be lost. */
async function readRootKeys(files: readonly string[]): Promise<Ed25519Key[]> {
  if (files.length < 2 || files.length > 5)
    throw new CliError(
      'option',
      '--root-key: give the public.json of two to five root keys; three are usual.',
    );
  const read = await Promise.all(files.map(readPublicKey));
  return read.map(({ kind, raw }) => ({ kind, raw }));
}

function rootStep(dir: string, { rootKey }: InitOptions): string {
  if (rootKey.length === 0) return 'take keys/root-*.json offline to three people';
  return `two holders run porchlight ceremony sign ${dir}/draft.json --key …, then
  porchlight ceremony finish ${dir}/draft.json --out ${dir}/trust.json`;
}

function witnessWords({ witness, quorum }: InitOptions): string {
  if (witness.length === 0)
    return 'no outside witness: nobody but the hub vouches for it. Name one in a new root (porchlight ceremony).';
  return `${quorum ?? defaultQuorum(witness.length)} of ${witness.length} outside witnesses countersign it`;
}

async function readPolicyText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('option', `--policy: cannot read ${file}.`, { cause });
  });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
