import { writeFile } from 'node:fs/promises';
import {
  exportPkcs8,
  fingerprintOf,
  fromBase64Url,
  generateEd25519,
  type RootStatement,
  toBase64Url,
} from '@porchlight/statements';
import { formatVerifierKey, parsePolicy } from '@porchlight/translog';
import { type Command, Option } from 'commander';
import { readAuditor } from '../auditor/auditor-key.ts';
import {
  finishDraft,
  nextRoot,
  type RootChanges,
  readDraft,
  readTrust,
  rootOf,
  signDraft,
  writeJson,
} from '../ceremony/draft.ts';
import { passphraseFor } from '../ceremony/passphrase.ts';
import { makeRootKey, openRootKey } from '../ceremony/root-key.ts';
import { rootChanges, rootWords } from '../ceremony/root-words.ts';
import { makeServiceKey, SERVICES, type Service } from '../ceremony/service-key.ts';
import { CliError } from '../cli-error.ts';
import { parseOrigin, parseWhole } from '../options.ts';
import { defaultQuorum, type LogWitness, logPolicy, parseWitness } from '../programme/log-policy.ts';
import { readKeyFile } from '../programme/read-key-file.ts';

/** Three people, three keys, any two of which sign: who may say what in a programme. */
export function addCeremony(program: Command): void {
  const ceremony = program
    .command('ceremony')
    .summary('make and change the root: 2 of 3 offline keys that delegate everything else')
    .description(
      `The root names the keys of dispatch, council, log and witnesses. It is signed by two of three people, each with a key
on a medium of their own, on a machine without a network, a few times a year.

  first root    each holder: ceremony keys --out STICK        then init --root-key STICK1/public.json … (three times)
                two holders: ceremony sign draft.json --key STICK       ceremony finish draft.json --out trust.json
  a new root    a key lost or stolen: ceremony service-key --use log --out FILE
                ceremony draft --previous trust.json --witness … --out draft.json
                two holders: ceremony sign draft.json --key STICK --previous trust.json
                ceremony finish draft.json --previous trust.json --out trust.json       then start the hub with it
Gateways take a new root by themselves: it has the same keys, so the pin they hold stays.`,
    );
  addKeys(ceremony);
  addServiceKey(ceremony);
  addDraft(ceremony);
  addSign(ceremony);
  addFinish(ceremony);
  ceremony
    .command('show')
    .summary('read aloud what a root delegates')
    .argument('<file>', 'trust.json')
    .action(async (file: string) =>
      console.log((await rootWords(await rootOf(await readTrust(file)))).join('\n')),
    );
}

function addKeys(ceremony: Command): void {
  ceremony
    .command('keys')
    .summary('make one root key in a folder of its own')
    .requiredOption('--out <folder>', 'where key.json and public.json go; a medium that its holder keeps')
    .option('--name <text>', 'whose it is', 'Root key')
    .option('--passphrase-file <file>', 'passphrase from a file instead of the terminal')
    .option('--plain', 'no passphrase: whoever has the medium has the key', false)
    .action(async (options: { out: string; name: string; passphraseFile?: string; plain: boolean }) => {
      const passphrase = options.plain ? undefined : await passphraseFor(options.passphraseFile, true);
      const fingerprint = await makeRootKey(options.out, options.name, passphrase);
      console.log(
        `${options.name}: ${fingerprint}\nRead it aloud, write it down. public.json goes to whoever drafts the root.`,
      );
    });
}

function addServiceKey(ceremony: Command): void {
  ceremony
    .command('service-key')
    .summary('make another key for log, dispatch or council, to be named in a new root')
    .addOption(new Option('--use <service>', 'what it is for').choices(SERVICES).makeOptionMandatory())
    .requiredOption('--out <file>', 'where the key goes (mode 600); it is made once')
    .action(async ({ use, out }: { use: Service; out: string }) =>
      console.log(`${out}: ${use} key ${await makeServiceKey(out, use)}`),
    );
}

interface DraftOptions {
  readonly previous: string;
  readonly out: string;
  readonly witness: readonly LogWitness[];
  readonly quorum?: number;
  readonly logKey?: string;
  readonly intakeKey: readonly string[];
  readonly policyKey: readonly string[];
  readonly auditor: readonly string[];
  readonly newAdministrator?: string;
  readonly origin?: string;
}

function addDraft(ceremony: Command): void {
  const files = (text: string, before: string[]): string[] => [...before, text];
  ceremony
    .command('draft')
    .summary('write the next version of a root; what is not given stays')
    .requiredOption('--previous <file>', 'trust.json in force')
    .requiredOption('--out <file>', 'where the draft goes')
    .option(
      '--witness <line>',
      "the witnesses from now on, 'NAME VKEY URL' each; may be given again",
      (text: string, before: LogWitness[]) => [...before, parseWitness(text)],
      [],
    )
    .option('--quorum <n>', 'witnesses that must countersign; default: more than half', parseWhole(1, 64))
    .option('--log-key <file>', 'another key of the public log (key file); the log begins anew under it')
    .option(
      '--intake-key <file>',
      'the keys of dispatch from now on (key files); may be given again',
      files,
      [],
    )
    .option('--policy-key <file>', 'the policy keys from now on (key files); may be given again', files, [])
    .option(
      '--auditor <file>',
      'the auditors from now on (public.json of porchlight auditor keys); may be given again',
      files,
      [],
    )
    .option(
      '--new-administrator <file>',
      'a new one-time administrator link, written there: people are listed anew',
    )
    .option('--origin <url>', 'another web address', parseOrigin)
    .action(runDraft);
}

async function runDraft(options: DraftOptions): Promise<void> {
  const trust = await readTrust(options.previous);
  const before = await rootOf(trust);
  const origin = options.origin ?? before.origin;
  const keysOf = (named: readonly string[], use: 'intake' | 'policy') =>
    Promise.all(
      named.map(async (file) => ({ kind: 'ed25519' as const, raw: (await readKeyFile(file, use)).raw })),
    );
  const changes: RootChanges = {
    ...(options.origin && { origin }),
    ...(options.intakeKey.length > 0 && { intakeKeys: await keysOf(options.intakeKey, 'intake') }),
    ...(options.policyKey.length > 0 && { policyKeys: await keysOf(options.policyKey, 'policy') }),
    ...(options.auditor.length > 0 && {
      auditors: await Promise.all(options.auditor.map(readAuditor)),
    }),
    ...(await logChange(options, before)),
    ...(options.newAdministrator && {
      bootstrapKey: await newAdministrator(options.newAdministrator, origin),
    }),
  };
  if (Object.keys(changes).length === 0)
    throw new CliError('option', 'Nothing is changed; say what, see porchlight ceremony draft --help.');
  const draft = await nextRoot(trust, changes, Date.now());
  await writeJson(options.out, draft);
  console.log((await rootChanges(before, await rootOf(draft))).join('\n'));
  console.log(`\n${options.out}: to be signed by any ${before.threshold} of ${before.rootKeys.length}.`);
}

async function logChange(
  { witness, quorum, logKey }: DraftOptions,
  before: RootStatement,
): Promise<Pick<RootChanges, 'log'>> {
  if (witness.length === 0 && quorum === undefined && logKey === undefined) return {};
  const held = logOf(before);
  const witnesses = witness.length > 0 ? witness : held.witnesses;
  const enough = quorum ?? (witness.length > 0 ? defaultQuorum(witnesses.length) : held.quorum);
  const raw = logKey === undefined ? held.raw : (await readKeyFile(logKey, 'log')).raw;
  // A log's name is its own for ever: another key gets another name.
  const name = logKey === undefined ? held.name : `${new URL(before.origin).host}/log-${before.version + 1}`;
  return { log: { policy: logPolicy({ origin: before.origin, name, witnesses, quorum: enough }, raw) } };
}

function logOf({ log }: RootStatement): {
  raw: string;
  name: string;
  witnesses: LogWitness[];
  quorum: number;
} {
  const read = parsePolicy(new TextEncoder().encode(log.policy));
  const [own] = read.kind === 'policy' ? read.policy.logs : [];
  if (read.kind !== 'policy' || own === undefined)
    throw new CliError('option', 'The previous root names no log.');
  const { quorum } = read.policy;
  return {
    raw: toBase64Url(own.key.publicKey),
    name: own.key.name,
    witnesses: read.policy.witnesses.map(({ name, key, url }) => ({
      name,
      key: formatVerifierKey(key),
      url: url ?? '',
    })),
    quorum: quorum.kind === 'group' ? quorum.threshold : 1,
  };
}

/** The way back for a programme that has too few clerks left: its link signs a first list of people anew. */
async function newAdministrator(file: string, origin: string): Promise<RootStatement['bootstrapKey']> {
  const { privateKey, key } = await generateEd25519();
  const pkcs8 = fromBase64Url(await exportPkcs8(privateKey)) ?? new Uint8Array();
  const link = `${origin}/start#${toBase64Url(pkcs8.subarray(-32))}`;
  await writeFile(file, `${link}\n`, { flag: 'wx', mode: 0o600 }).catch((cause: unknown) => {
    throw new CliError('exists', `--new-administrator: ${file} is there already, or cannot be written.`, {
      cause,
    });
  });
  return key;
}

function addSign(ceremony: Command): void {
  ceremony
    .command('sign')
    .summary('show what a draft delegates and sign it with one root key')
    .argument('<draft>', 'draft.json')
    .requiredOption('--key <path>', 'folder of ceremony keys, or keys/root-N.json of porchlight init')
    .option('--previous <file>', 'trust.json in force: shows what changes')
    .option('--passphrase-file <file>', 'passphrase from a file instead of the terminal')
    .action(async (file: string, options: { key: string; previous?: string; passphraseFile?: string }) => {
      const draft = await readDraft(file);
      const root = await rootOf(draft);
      console.log((await rootWords(root)).join('\n'));
      if (options.previous !== undefined)
        console.log(
          `\n${(await rootChanges(await rootOf(await readTrust(options.previous)), root)).join('\n')}`,
        );
      const { key, signer } = await openRootKey(options.key, () =>
        passphraseFor(options.passphraseFile, false),
      );
      const signed = await signDraft(draft, key, signer);
      await writeJson(file, signed);
      const left = root.threshold - signed.root.signatures.length;
      console.log(
        `\nsigned with ${await fingerprintOf(key)}; ${left > 0 ? `${left} more to sign` : 'enough have signed'}`,
      );
    });
}

function addFinish(ceremony: Command): void {
  ceremony
    .command('finish')
    .summary('check the signatures and write the trust file')
    .argument('<draft>', 'draft.json')
    .requiredOption('--out <file>', 'trust.json for hub and intake')
    .option('--previous <file>', 'trust.json in force: checks that every gateway will take the new root')
    .action(async (file: string, options: { out: string; previous?: string }) => {
      const previous = options.previous === undefined ? undefined : await readTrust(options.previous);
      const trust = await finishDraft(await readDraft(file), previous, Date.now());
      await writeJson(options.out, trust);
      const words = await rootWords(await rootOf(trust));
      const sheet = options.out.replace(/(\.json)?$/, '-fingerprints.txt');
      await writeFile(sheet, `${words.join('\n')}\n`);
      console.log(`${words.join('\n')}\n\n${options.out} written; ${sheet} is the sheet to print.`);
    });
}
