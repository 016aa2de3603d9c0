import { hostname } from 'node:os';
import { systemClock } from '@porchlight/domain';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from '@porchlight/translog';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { parseListen } from '../options.ts';
import { runUntilStopped } from '../run-until-stopped.ts';

interface WitnessOptions {
  readonly state: string;
  readonly listen: { host: string; port: number };
  readonly log: readonly VerifierKey[];
  readonly name: string;
  readonly publicUrl?: string;
  readonly show: boolean;
}

export function addWitness(program: Command): void {
  program
    .command('witness')
    .summary('vouch that a public log only ever grew')
    .description(
      `Countersigns the checkpoints of public logs, each only if its tree contains the one before (c2sp.org/tlog-witness).
Run by somebody who is neither the police nor the city: a newspaper, a university, a neighbouring town.

  1. porchlight witness --state DIR --public-url URL --show    prints the line to give the city
  2. the city names it in its root (porchlight init --witness, or porchlight ceremony)
  3. porchlight witness --state DIR --log VKEY                  VKEY: the log's key, from the city

The key is made at the first start. What was countersigned last is on the disk before an answer leaves: keep the folder.`,
    )
    .requiredOption('--state <folder>', 'where key and memory are kept, for this account alone')
    .option('--listen <host:port>', 'address to listen on', parseListen, { host: '127.0.0.1', port: 8090 })
    .option(
      '--log <vkey>',
      'verifier key of a log to watch; may be given again',
      (text: string, before: VerifierKey[]) => [...before, parseLogKey(text)],
      [],
    )
    .option('--name <name>', 'name of the key, made at the first start', `${hostname()}/witness`)
    .option('--public-url <url>', 'address the city asks it at, for the printed line')
    .option('--show', 'print the line for the city and stop', false)
    .action(runWitness);
}

async function runWitness(options: WitnessOptions): Promise<void> {
  const { openSafeFolder, openWitnessKey, serveWitness, Witness } = await import('@porchlight/witness');
  const signer = await openWitnessKey(options.state, options.name);
  const { host, port } = options.listen;
  const url = options.publicUrl ?? `http://${host}:${port}`;
  const short = signer.key.name.replace(/[^\w.-]+/g, '-').slice(0, 64);
  console.log(`witness ${short} ${formatVerifierKey(signer.key)} ${url}`);
  if (options.show) return;
  if (options.log.length === 0)
    throw new CliError('option', '--log: give the verifier key of the log to watch; the city has it.');
  const parts = {
    signer,
    logs: options.log,
    folder: await openSafeFolder(options.state),
    clock: systemClock,
  };
  const server = await serveWitness(await Witness.open(parts), options.listen, (error) =>
    console.error(`porchlight witness: ${error instanceof Error ? error.message : String(error)}`),
  ).catch((cause: unknown) => {
    throw new CliError('listen', `The witness cannot listen on ${host}:${port}.`, { cause });
  });
  await runUntilStopped('witness', server);
}

function parseLogKey(text: string): VerifierKey {
  const read = parseVerifierKey(text);
  if (read.kind === 'malformed' || read.key.type !== 'ed25519')
    throw new CliError('option', '--log: this is not the verifier key of a log.');
  return read.key;
}
