import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programmeIdSchema } from '@porchlight/statements';
import { startTown, type Town, type TownPlan, townPlan } from '@porchlight/town';
import { type Part, startPart } from '../../apps/cli/dist/demo/child.js';
import { type PlannedWitness, planWitnesses, startWitness } from '../../apps/cli/dist/demo/witnesses.js';
import { makePersona, type Persona } from '../../apps/cli/src/client/persona.ts';
import { type JoinedOwner, joinOwner, ownBox } from '../../apps/cli/src/demo/enrol-owner.ts';
import { startRoster } from '../../apps/cli/src/demo/first-roster.ts';
import { freePort } from '../../apps/cli/src/demo/free-port.ts';
import { LocalGateway } from '../../apps/cli/src/demo/local-gateway.ts';
import { createTownProgramme } from '../../apps/cli/src/demo/town-programme.ts';
import type { CreatedProgramme } from '../../apps/cli/src/programme/create-programme.ts';
import { writeProgramme } from '../../apps/cli/src/programme/write-programme.ts';
import { camerasOf } from '../../apps/cli/test/two-hubs.ts';
import { startDatabase } from './database-apart.ts';
import { type Fault, FaultProxy } from './fault-proxy.ts';
import { commandsOf, type PartPorts, type Program } from './part-commands.ts';
import { ended, RunningParts, type Victim } from './running-parts.ts';
import { mountSmallDisks } from './small-disks.ts';

export type { Program } from './part-commands.ts';
export { VICTIMS, type Victim } from './running-parts.ts';

/** The paths between two parts that have a proxy in them. */
export const PATHS = [
  'gateway-hub',
  'viewer-hub',
  'intake-hub',
  'hub-witness',
  'hub-database',
  'gateway-camera',
] as const;
/** `hub-hub` leads somewhere only where there are two. */
export type Path = (typeof PATHS)[number] | 'hub-hub';

type Closer = () => Promise<unknown>;

/** A party outside whose cosignature every checkpoint of the programme needs. */
export interface SoakWitness extends PlannedWitness {
  /** Whether its process that was started last has ended by itself. */
  hasEnded(): boolean;
}

export interface Shape {
  /** The database is not the hub's own but a server that it reaches through the proxy `hub-database`. */
  readonly databaseApart?: boolean;
  /** Two hubs over such a database: the gateway is at `hub`, people and intake at `other-hub`. */
  readonly twoHubs?: boolean;
  /** Hub, intake and gateway each keep their data on a small disk of its own. Needs root. */
  readonly smallDisks?: boolean;
}

/** Every part as a process of its own by the command that a city runs, and a proxy between every two of them. */
export interface SoakProgramme {
  /** The people's address: through the proxy `viewer-hub`. */
  readonly origin: string;
  readonly dir: string;
  readonly trustFile: string;
  readonly plan: TownPlan;
  readonly town: Town;
  readonly operator: Persona;
  readonly owner: JoinedOwner;
  readonly secret: string;
  readonly intakeUrl: string;
  readonly proxies: Readonly<Record<Path, { set(fault: Fault | undefined): void }>>;
  readonly witnesses: readonly SoakWitness[];
  /** Where that part says that it is well, without a proxy. */
  readyUrl(victim: Victim): string;
  pid(victim: Victim): Promise<number>;
  /** SIGKILL; resolves when the process is gone. */
  kill(victim: Victim | Program): Promise<void>;
  /** As a supervisor would; Postgres: waits until the hub has started another. `env`: more of the environment. */
  restart(victim: Victim | Program, env?: Readonly<Record<string, string>>): Promise<void>;
  /** Whether the process that was started last has ended by itself. */
  hasEnded(name: Program): boolean;
  close(): Promise<void>;
}

export async function startSoakProgramme(shape: Shape = {}): Promise<SoakProgramme> {
  const closers: Closer[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer().catch(() => undefined);
  };
  try {
    return await begin(shape, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function begin(shape: Shape, closers: Closer[], close: () => Promise<void>): Promise<SoakProgramme> {
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-soak-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  // PostgreSQL runs as another account when started by root and must be able to pass through.
  await chmod(dir, 0o711);
  if (shape.smallDisks) await mountSmallDisks(dir, closers);
  const plan = townPlan();
  const ports = await partPorts();
  const planned = await planWitnesses(dir);
  const apart = shape.databaseApart || shape.twoHubs ? await startDatabase(dir, closers) : undefined;
  const ways = await waysOf(shape, ports, planned[0]?.port ?? 0, apart?.socket ?? 0, closers);
  const origin = `http://localhost:${ways['viewer-hub'].port}`;
  const witnesses = planned.map((each, at) =>
    at === 0 ? { ...each, url: `http://127.0.0.1:${ways['hub-witness'].port}` } : each,
  );
  const made = await createTownProgramme(plan, origin, witnesses, null, Date.now());
  const secret = randomBytes(24).toString('base64url');
  const databaseUrl =
    apart && `postgres://${apart.user}@127.0.0.1:${ways['hub-database'].port}/${apart.name}`;
  const setting: Setting = { shape, dir, origin, ports, ways, made, secret, databaseUrl };
  const { parts, trustFile, hasEnded } = await startParts(setting, planned, closers);
  const intakeUrl = `http://127.0.0.1:${ports.intake}`;
  const town = await startTown({ plan, intakeUrl, webhookSecret: secret, ordinaryDay: false });
  closers.push(() => town.close());
  const toCamera = await proxied(closers, () => town.rtspPort);
  const people = await joinPeople(setting, plan, toCamera.port, parts.localCode ?? '');
  const portOf = { ...ports, postgres: ports.hub };
  return {
    origin,
    dir,
    trustFile,
    plan,
    town,
    ...people,
    secret,
    intakeUrl,
    proxies: { ...ways, 'gateway-camera': toCamera, 'hub-hub': bothOf(ways.links) },
    witnesses: planned.map((each) => ({ ...each, hasEnded: () => hasEnded(each) })),
    readyUrl: (victim) => `http://127.0.0.1:${portOf[victim]}/readyz`,
    pid: (victim) => parts.pid(victim),
    kill: (name) => parts.kill(name),
    restart: (name, env) => parts.restart(name, env),
    hasEnded: (name) => parts.hasEnded(name),
    close,
  };
}

interface Setting {
  readonly shape: Shape;
  readonly dir: string;
  readonly origin: string;
  readonly ports: PartPorts;
  readonly ways: Awaited<ReturnType<typeof waysOf>>;
  readonly made: CreatedProgramme;
  readonly secret: string;
  readonly databaseUrl: string | undefined;
}

async function partPorts(): Promise<PartPorts> {
  const [hub, otherHub, intake, gateway, hubLink, otherHubLink] = await Promise.all(
    Array.from({ length: 6 }, () => freePort()),
  );
  return { hub, otherHub, intake, gateway, hubLink, otherHubLink } as PartPorts;
}

async function proxied(closers: Closer[], target: () => number | string): Promise<FaultProxy> {
  const proxy = await FaultProxy.listen(target);
  closers.push(() => proxy.close());
  return proxy;
}

/** The proxies before everything but the cameras. `links`: before the first hub for the other, and the other way round. */
async function waysOf(
  { twoHubs }: Shape,
  ports: PartPorts,
  witness: number,
  database: number | string,
  closers: Closer[],
) {
  const to = (target: number | string): Promise<FaultProxy> => proxied(closers, () => target);
  const peopleAt = twoHubs ? ports.otherHub : ports.hub;
  return {
    'viewer-hub': await to(peopleAt),
    'gateway-hub': await to(ports.hub),
    'intake-hub': await to(peopleAt),
    'hub-witness': await to(witness),
    'hub-database': await to(database),
    links: [await to(ports.hubLink), await to(ports.otherHubLink)] as const,
  };
}

/** Whichever of two hubs dials, its link and its sockets for pictures go through one of these. */
function bothOf(links: readonly FaultProxy[]): SoakProgramme['proxies']['hub-hub'] {
  return {
    set: (fault) => {
      for (const link of links) link.set(fault);
    },
  };
}

async function startParts(setting: Setting, planned: readonly PlannedWitness[], closers: Closer[]) {
  const { shape, dir, origin, ports, ways, made, secret, databaseUrl } = setting;
  const [first, ...others] = planned;
  if (first === undefined) throw new Error('there is no witness');
  const files = await writeProgramme(dir, made);
  const feedsFile = join(dir, 'feeds.json');
  await writeFile(feedsFile, JSON.stringify([{ name: 'cad', webhookSecret: secret }]), { mode: 0o600 });
  const through = {
    gatewayHub: ways['gateway-hub'].port,
    intakeHub: ways['intake-hub'].port,
    links: shape.twoHubs ? ([ways.links[0].port, ways.links[1].port] as const) : undefined,
  };
  const commands = commandsOf({ dir, origin, files, feedsFile, ports, through });
  const own = {
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(shape.twoHubs && { PORCHLIGHT_CLUSTER_SECRET: randomBytes(24).toString('base64url') }),
  };
  const parts = new RunningParts(dir, (name, env) =>
    name === 'witness'
      ? startWitness(first, [made.logKey], dir, env)
      : startPart(name, commands[name], join(dir, `${name}.log`), { ...own, ...env }),
  );
  closers.push(() => parts.close());
  const outside = new Map<PlannedWitness, Part>();
  for (const each of others) {
    const part = await startWitness(each, [made.logKey], dir);
    closers.push(part.close);
    outside.set(each, part);
  }
  const hubs = shape.twoHubs ? (['hub', 'other-hub'] as const) : (['hub'] as const);
  for (const name of ['witness', ...hubs, 'intake', 'gateway'] as const) await parts.restart(name);
  const hasEnded = (witness: PlannedWitness): boolean => {
    const part = outside.get(witness);
    return part ? ended(part.process) : parts.hasEnded('witness');
  };
  return { parts, trustFile: files.trustFile, hasEnded };
}

async function joinPeople(
  { origin, made, ports }: Setting,
  plan: TownPlan,
  cameraPort: number,
  localCode: string,
): Promise<{ operator: Persona; owner: JoinedOwner }> {
  const programme = programmeIdSchema.parse('demo-town');
  const operator = await makePersona('console', 'operator-1', 'Operator 1');
  const clerk = await makePersona('clerk', 'clerk-1', 'City clerk');
  await startRoster(origin, made, programme, [operator, clerk], Date.now());
  const persona = await makePersona('owner', 'owner-1', 'House 12');
  const local = new LocalGateway(`http://127.0.0.1:${ports.gateway}`, localCode);
  const box = ownBox(local, 'Box');
  const cameras = camerasOf(plan, cameraPort);
  const owner = await joinOwner(origin, programme, persona, 'house@soak.invalid', box, cameras);
  return { operator, owner };
}
