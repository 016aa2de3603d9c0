import type { Command } from 'commander';
import { collect, parseListen, parseOrigin } from '../options.ts';
import { ringFromEnv } from '../ring-env.ts';
import { runUntilStopped } from '../run-until-stopped.ts';

interface GatewayOptions {
  readonly state: string;
  readonly hub: string;
  readonly name: string;
  readonly listen: { host: string; port: number };
  readonly allowCameraNet: string[];
  readonly rootFingerprint?: string;
  readonly newLocalCode: boolean;
}

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .summary("run the owner's box")
    .description(
      `Runs the box on the owner's side: it alone knows the cameras' passwords, keeps its own copy of the owner's
consent, and decides on every look by itself. It opens one connection to the hub and accepts none from outside.

A city that has its own agreement with Ring sets PORCHLIGHT_RING_CLIENT_ID, _CLIENT_SECRET, _HMAC_KEY, _APP_URL and
_LISTEN; see docs/ring.md.

First start: open the local page it prints, add your cameras, and type the one-time code from your owner's page.`,
    )
    .requiredOption('--state <folder>', 'where the box keeps its key, cameras and consent')
    .requiredOption('--hub <url>', 'address of the hub', parseOrigin)
    .option('--name <text>', 'what the owner calls this box', 'Gateway')
    .option('--listen <host:port>', 'address of the local page', parseListen, {
      host: '127.0.0.1',
      port: 8480,
    })
    .option(
      '--allow-camera-net <cidr>',
      'also allow cameras at these otherwise refused addresses (repeatable)',
      collect,
      [],
    )
    .option('--root-fingerprint <text>', 'refuse to enrol unless the programme’s root has this fingerprint')
    .option('--new-local-code', 'make and print a new code for the local page', false)
    .action(async (options: GatewayOptions) => {
      const ring = ringFromEnv(process.env);
      const { startGateway } = await import('@porchlight/gateway');
      const running = await startGateway({
        stateDir: options.state,
        hubUrl: options.hub,
        name: options.name,
        listen: options.listen,
        allowCameraNets: options.allowCameraNet,
        newLocalCode: options.newLocalCode,
        ...(ring === undefined ? {} : { ring }),
        ...(options.rootFingerprint === undefined ? {} : { rootFingerprint: options.rootFingerprint }),
      });
      await runUntilStopped(
        'gateway',
        { url: running.localUrl, close: () => running.close() },
        running.localCode,
      );
    });
}
