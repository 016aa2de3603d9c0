import { readFile } from 'node:fs/promises';
import type { IntakeConfig } from '@porchlight/intake-app';
import type { Command } from 'commander';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { parseListen, parseOrigin } from '../options.ts';
import { runUntilStopped } from '../run-until-stopped.ts';

const feedsSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(64),
      webhookSecret: z.string().min(16).optional(),
      eidoToken: z.string().min(16).optional(),
    }),
  )
  .min(1);

interface IntakeOptions {
  readonly trust: string;
  readonly key: string;
  readonly hub: string;
  readonly state: string;
  readonly feeds: string;
  readonly listen: { host: string; port: number };
}

export function addIntake(program: Command): void {
  program
    .command('intake')
    .summary('attest what dispatch reports')
    .description(
      `Takes calls from the dispatch system, signs each as an incident statement, and hands it to the hub.
Run it at the dispatch centre: its key is what makes an incident, and the hub does not have it.

  POST /webhook   a call as JSON, signed with the feed's secret
  POST /eido      NENA EIDO JSON, with the feed's bearer token

The feeds file is JSON: [{"name":"cad","webhookSecret":"…","eidoToken":"…"}], each secret at least 16 characters.`,
    )
    .requiredOption('--trust <file>', 'trust.json of the programme')
    .requiredOption('--key <file>', 'keys/intake.json of the programme')
    .requiredOption('--hub <url>', 'address of the hub', parseOrigin)
    .requiredOption('--state <folder>', 'where accepted calls are kept until the hub has them')
    .requiredOption('--feeds <file>', 'the feeds and their secrets')
    .option('--listen <host:port>', 'address to listen on', parseListen, { host: '127.0.0.1', port: 8580 })
    .action(async (options: IntakeOptions) => {
      const { startIntake } = await import('@porchlight/intake-app');
      const running = await startIntake({
        listen: options.listen,
        hubUrl: options.hub,
        trustFile: options.trust,
        keyFile: options.key,
        stateDir: options.state,
        feeds: await readFeeds(options.feeds),
      });
      await runUntilStopped('intake', running);
    });
}

async function readFeeds(file: string): Promise<IntakeConfig['feeds']> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('option', `--feeds: cannot read ${file}.`, { cause });
  });
  try {
    return feedsSchema.parse(JSON.parse(text)).map(({ name, webhookSecret, eidoToken }) => ({
      name,
      ...(webhookSecret !== undefined && { webhookSecret }),
      ...(eidoToken !== undefined && { eidoToken }),
    }));
  } catch (cause) {
    const where =
      cause instanceof z.ZodError ? ` (${cause.issues[0]?.path.join('.')}: ${cause.issues[0]?.message})` : '';
    throw new CliError(
      'option',
      `--feeds: ${file} is not a list of feeds${where}. See porchlight intake --help.`,
      { cause },
    );
  }
}
