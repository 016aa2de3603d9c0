import { join } from 'node:path';
import type { TownPlan } from '@porchlight/town';
import { CliError } from '../cli-error.ts';
import { type Part, startPart } from './child.ts';
import { LocalGateway } from './local-gateway.ts';

export interface DemoGateways {
  /** By the plan's gateway id. */
  readonly local: ReadonlyMap<string, LocalGateway>;
  readonly parts: Readonly<Record<string, Part>>;
}

/** Starts one gateway process for each of the plan's: one that neighbours share, and two of one owner each. */
export async function startGateways(
  plan: TownPlan,
  hubOf: (gatewayId: string) => string,
  dir: string,
  closers: (() => Promise<unknown>)[],
  envOf: (gatewayId: string) => Readonly<Record<string, string>>,
): Promise<DemoGateways> {
  const started = await Promise.all(
    plan.gateways.map(async ({ id, name }) => {
      const args = [
        'gateway',
        '--state',
        join(dir, id),
        '--hub',
        hubOf(id),
        '--name',
        name,
        '--listen',
        '127.0.0.1:0',
        '--allow-camera-net',
        '127.0.0.0/8',
      ];
      const part = await startPart(id, args, join(dir, `${id}.log`), envOf(id));
      closers.push(part.close);
      if (part.localCode === undefined)
        throw new CliError('start', `${name} gave no code for its local page`);
      return { id, part, local: new LocalGateway(part.url, part.localCode) };
    }),
  );
  return {
    local: new Map(started.map(({ id, local }) => [id, local])),
    parts: Object.fromEntries(started.map(({ id, part }) => [id, part])),
  };
}
