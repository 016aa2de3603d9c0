import { hostname } from 'node:os';
import { plainLine } from '@porchlight/domain';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { collect, parseListen, parseOrigin } from '../options.ts';
import { runUntilStopped } from '../run-until-stopped.ts';

interface WitnessOptions {
  readonly state: string;
  readonly listen: { host: string; port: number };
  readonly log: string[];
  readonly name?: string;
  readonly publicUrl?: string;
  readonly show: boolean;
}

export function addWitness(program: Command): void {
  program
    .command('witness')
    .summary('cosign the public log, for somebody other than the city')
    .description(
      `Watches that the city's public log only grows: it cosigns each state of the
log that contains all it cosigned before, and never two that differ. It sees
sizes and hashes, no entry. Run it where the city has no hand.

  POST /add-checkpoint   as c2sp.org/tlog-witness says
  GET  /healthz          200 while it can store what it signs

First run it with --show and give the city the line it prints. Then start it
with --log and the key of the city's log. docs/witness.md has the whole way.`,
    )
    .requiredOption('--state <folder>', 'where the witness keeps its key and what it has cosigned')
    .option('--listen <host:port>', 'address to listen on', parseListen, { host: '127.0.0.1', port: 8680 })
    .option('--log <vkey>', 'key of a log to witness (repeatable)', collect, [])
    .option('--name <name>', 'name of its key, set once (default: the name of this machine)')
    .option(
      '--public-url <url>',
      'address at which the hub reaches it (default: http:// and --listen)',
      parseOrigin,
    )
    .option('--show', 'print its key and the line for the city, and end', false)
    .action(async (options: WitnessOptions) => {
      if (options.show) return show(options);
      if (options.log.length === 0)
        throw new CliError('option', '--log is missing: give the key of the log that the city named to you.');
      const { policyLine, startWitness, vkeyText } = await import('@porchlight/witness');
      const running = await startWitness({
        ...namesOf(options),
        listen: options.listen,
        logs: options.log,
        report: ({ kind, detail }) => console.error(`porchlight witness: ${kind}: ${plainLine(detail)}`),
      });
      console.log(vkeyText(running.key));
      console.log(policyLine(running.key, options.publicUrl ?? running.url));
      await runUntilStopped('witness', running);
    });
}

async function show(options: WitnessOptions): Promise<void> {
  const { policyLine, showWitnessKey, urlOf, vkeyText } = await import('@porchlight/witness');
  const { host, port } = options.listen;
  if (options.publicUrl === undefined && port === 0)
    throw new CliError('option', '--show needs --public-url, or --listen with a port other than 0.');
  const key = await showWitnessKey(namesOf(options));
  console.log(vkeyText(key));
  console.log(policyLine(key, options.publicUrl ?? urlOf(host, port)));
}

const namesOf = ({ state, name }: WitnessOptions) => ({
  stateDir: state,
  name,
  defaultName: hostname(),
});
