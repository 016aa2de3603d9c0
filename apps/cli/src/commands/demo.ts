import { type Command, Option } from 'commander';
import { parseWhole } from '../options.ts';

interface DemoCommandOptions {
  readonly port: number;
  readonly check: boolean;
  readonly quiet: boolean;
  readonly attack?: string;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('the whole programme on this machine, with a simulated town')
    .description(
      `Starts hub, dispatch intake, three gateways, a host and a simulated town with its cameras in a temporary folder, signs
everybody up, and prints one address to open. Ctrl-C stops and removes it all.

The programme is synthetic: keys held by the browser stand in for passkeys, and only simulated cameras are accepted.`,
    )
    .option('--port <n>', 'port of the hub', parseWhole(1, 65_535), 8080)
    .option(
      '--check',
      'do the whole job once on free ports, print figures as one JSON object, and stop',
      false,
    )
    .option(
      '--attack <name>',
      'let the hub lie to a gateway in that way, print what it leads to, and stop; "list" names them, "all" plays them',
    )
    .addOption(new Option('--quiet', 'no calls of an ordinary day').default(false))
    .action(async (options: DemoCommandOptions) => {
      if (options.attack !== undefined) {
        const { runAttack } = await import('../attack/run-attack.ts');
        process.exitCode = await runAttack(options.attack, progressLine);
      } else if (options.check) {
        const { runCheck } = await import('../check/run-check.ts');
        process.exitCode = await runCheck(progressLine);
      } else await serve(options);
    });
}

async function serve(options: DemoCommandOptions): Promise<void> {
  const { startDemo } = await import('../demo/start-demo.ts');
  const demo = await startDemo({
    port: options.port,
    ordinaryDay: !options.quiet,
    lying: true,
    onProgress: progressLine,
  });
  console.log(`
Open this address in Chrome or Edge (it carries the demo people's keys, so use it whole):

  ${demo.address}

Operator, owner and clerk:  ${demo.origin}/console   ${demo.origin}/owner   ${demo.origin}/clerk
Logs and mails to owners:   ${demo.dir}
Ctrl-C stops everything.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  console.log('\nstopping');
  await demo.close();
}

function progressLine(line: string): void {
  process.stderr.write(`  ${line}\n`);
}
