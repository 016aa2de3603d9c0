import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { makeAuditorKey, openAuditorKey } from '../auditor/auditor-key.ts';
import { fetchOpenings } from '../auditor/fetch-openings.ts';
import { readTrust, rootOf } from '../ceremony/draft.ts';
import { passphraseFor } from '../ceremony/passphrase.ts';
import { parseOrigin, parseWhole } from '../options.ts';

/** Somebody outside the agency who may open every entry, and checks that each look kept the rules. */
export function addAuditor(program: Command): void {
  const auditor = program
    .command('auditor')
    .summary('keys of an outside auditor, and everything that was sealed to them')
    .description(
      `The root may name auditors. What opens a request is sealed to each of them when its outcome stands; the hub erases its
own record later, and then they (and the owners, for their own cameras) are the only ones who can open it.

  auditor keys --out STICK --name "City auditor"        public.json goes to whoever drafts the root (--auditor)
  auditor fetch https://hub.example --root trust.json --key STICK --out openings.json
  verify https://hub.example/log --root trust.json --openings openings.json`,
    );
  auditor
    .command('keys')
    .summary('make an auditor’s keys in a folder of their own')
    .requiredOption('--out <folder>', 'where key.json and public.json go')
    .option('--name <text>', 'what the root calls them', 'Auditor')
    .option('--passphrase-file <file>', 'passphrase from a file instead of the terminal')
    .option('--plain', 'no passphrase: whoever has the medium has the key', false)
    .action(async (options: { out: string; name: string; passphraseFile?: string; plain: boolean }) => {
      const passphrase = options.plain ? undefined : await passphraseFor(options.passphraseFile, true);
      console.log(`${options.name}: ${await makeAuditorKey(options.out, options.name, passphrase)}`);
    });
  auditor
    .command('fetch')
    .summary('fetch and open what was sealed to this key')
    .argument('<hub>', 'address of the hub', parseOrigin)
    .requiredOption('--root <file>', 'trust.json')
    .requiredOption('--key <folder>', 'folder of auditor keys')
    .requiredOption('--out <file>', 'where the openings go, for porchlight verify --openings')
    .option('--from <n>', 'first entry', parseWhole(0, 999_999_999), 0)
    .option('--passphrase-file <file>', 'passphrase from a file instead of the terminal')
    .action(runFetch);
}

async function runFetch(
  hub: string,
  options: { root: string; key: string; out: string; from: number; passphraseFile?: string },
): Promise<void> {
  const { origin } = await rootOf(await readTrust(options.root));
  const keys = await openAuditorKey(options.key, () => passphraseFor(options.passphraseFile, false));
  const openings = await fetchOpenings(new URL(hub), origin, keys, options.from);
  await writeFile(options.out, `${JSON.stringify(openings, null, 2)}\n`, { mode: 0o600 });
  console.log(
    `${openings.entries.length} entries opened, written to ${options.out}. It names people and cameras: keep it safe.`,
  );
}
