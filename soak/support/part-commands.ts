import { join } from 'node:path';
import type { ProgrammeFiles } from '../../apps/cli/src/programme/write-programme.ts';

/** What is started by a command of its own. `other-hub` only where there are two. */
export type Program = 'hub' | 'other-hub' | 'intake' | 'gateway' | 'witness';

/** Ports on 127.0.0.1. */
export interface PartPorts {
  readonly hub: number;
  readonly otherHub: number;
  readonly intake: number;
  readonly gateway: number;
  /** Where each hub listens for the other. */
  readonly hubLink: number;
  readonly otherHubLink: number;
}

export interface CommandsOf {
  readonly dir: string;
  readonly origin: string;
  readonly files: ProgrammeFiles;
  readonly feedsFile: string;
  readonly ports: PartPorts;
  /** The ports of the proxies on the way. `links`: before the first hub, and before the other; undefined with one hub. */
  readonly through: {
    readonly gatewayHub: number;
    readonly intakeHub: number;
    readonly links: readonly [number, number] | undefined;
  };
}

/** The command line of each part, as a city would write it. */
export function commandsOf(of: CommandsOf): Record<Exclude<Program, 'witness'>, string[]> {
  const { dir, files, ports, through } = of;
  const state = (name: string): string[] => ['--state', join(dir, name)];
  const [toHub, toOther] = through.links ?? [];
  const intake = ['--trust', files.trustFile, '--key', files.intakeKeyFile, '--feeds', of.feedsFile];
  const gateway = ['--name', 'Box', '--allow-camera-net', '127.0.0.0/8'];
  return {
    hub: hub(of, 'hub', ports.hub, linkedBy(ports.hubLink, toHub)),
    'other-hub': hub(of, 'other-hub', ports.otherHub, linkedBy(ports.otherHubLink, toOther)),
    intake: ['intake', ...intake, '--hub', url(through.intakeHub), ...state('intake'), ...at(ports.intake)],
    gateway: [
      'gateway',
      ...gateway,
      '--hub',
      url(through.gatewayHub),
      ...state('gateway'),
      ...at(ports.gateway),
    ],
  };
}

const url = (port: number): string => `http://127.0.0.1:${port}`;
const at = (port: number): string[] => ['--listen', `127.0.0.1:${port}`];

function hub({ dir, origin, files }: CommandsOf, name: string, port: number, link: string[]): string[] {
  const keys = ['--trust', files.trustFile, '--log-key', files.logKeyFile];
  return ['hub', ...keys, '--state', join(dir, name), ...at(port), '--public-url', origin, ...link];
}

/** One of two: the other dials it at the address that it announces, behind the proxy. */
function linkedBy(port: number, through: number | undefined): string[] {
  if (through === undefined) return [];
  const where = ['--cluster-listen', `127.0.0.1:${port}`, '--cluster-address', url(through)];
  // Nothing stands in front that would have to notice.
  return [...where, '--leave-seconds', '0'];
}
