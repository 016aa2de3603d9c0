import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
import { writeProgramme } from '../../apps/cli/src/programme/write-programme.ts';
import { camerasOf } from '../../apps/cli/test/two-hubs.ts';
import { startDatabase } from './database-apart.ts';
import { FaultProxy } from './fault-proxy.ts';
import { mountSmallDisks } from './small-disks.ts';

/** What can be killed. Postgres is the hub's own, and the hub starts it again by itself. */
export const VICTIMS = ['hub', 'gateway', 'intake', 'postgres'] as const;
export type Victim = (typeof VICTIMS)[number];
/** What is started by a command of its own. */
export type Program = Exclude<Victim, 'postgres'> | 'witness';

/** The paths between two parts that have a proxy in them. */
export const PATHS = [
  'gateway-hub',
  'viewer-hub',
  'intake-hub',
  'hub-witness',
  'hub-database',
  'gateway-camera',
] as const;
export type Path = (typeof PATHS)[number];

type Closer = () => Promise<unknown>;

/** A party outside whose cosignature every checkpoint of the programme needs. */
export interface SoakWitness extends PlannedWitness {
  /** Whether its process that was started last has ended by itself. */
  hasEnded(): boolean;
}

export interface Shape {
  /** The database is not the hub's own but a server that it reaches through the proxy `hub-database`. */
  readonly databaseApart?: boolean;
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
  readonly proxies: Readonly<Record<Path, FaultProxy>>;
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
  const [hubPort, intakePort, gatewayPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const proxied = async (target: () => number | string): Promise<FaultProxy> => {
    const proxy = await FaultProxy.listen(target);
    closers.push(() => proxy.close());
    return proxy;
  };
  const viewer = await proxied(() => hubPort);
  const origin = `http://localhost:${viewer.port}`;
  const planned = await planWitnesses(dir);
  const [first, ...others] = planned;
  if (first === undefined) throw new Error('there is no witness');
  const toWitness = await proxied(() => first.port);
  const witnesses = [{ ...first, url: `http://127.0.0.1:${toWitness.port}` }, ...others];
  const made = await createTownProgramme(plan, origin, witnesses, null, Date.now());
  const files = await writeProgramme(dir, made);
  const parts = new Map<string, Part>();
  for (const each of others) {
    const part = await startWitness(each, [made.logKey], dir);
    parts.set(each.name, part);
    closers.push(part.close);
  }
  const database = shape.databaseApart ? await startDatabase(dir, closers) : undefined;
  const toDatabase = await proxied(() => database?.socket ?? 0);
  const proxies = {
    'hub-database': toDatabase,
    'viewer-hub': viewer,
    'gateway-hub': await proxied(() => hubPort),
    'intake-hub': await proxied(() => hubPort),
    'hub-witness': toWitness,
  };
  const secret = randomBytes(24).toString('base64url');
  const feeds = join(dir, 'feeds.json');
  await writeFile(feeds, JSON.stringify([{ name: 'cad', webhookSecret: secret }]), { mode: 0o600 });
  const common = ['--trust', files.trustFile];
  const at = (port: number): string[] => ['--listen', `127.0.0.1:${port}`];
  const through = (path: 'gateway-hub' | 'intake-hub'): string => `http://127.0.0.1:${proxies[path].port}`;
  const argsOf: Record<Exclude<Program, 'witness'>, string[]> = {
    hub: [
      'hub',
      ...common,
      '--log-key',
      files.logKeyFile,
      '--state',
      join(dir, 'hub'),
      ...at(hubPort),
    ].concat(['--public-url', origin]),
    intake: ['intake', ...common, '--key', files.intakeKeyFile, '--hub', through('intake-hub')].concat(
      ['--feeds', feeds, '--state', join(dir, 'intake')],
      at(intakePort),
    ),
    gateway: ['gateway', '--state', join(dir, 'gateway'), '--hub', through('gateway-hub')].concat(
      ['--name', 'Box', '--allow-camera-net', '127.0.0.0/8'],
      at(gatewayPort),
    ),
  };
  const databaseEnv: Record<string, string> = database
    ? { DATABASE_URL: `postgres://${database.user}@127.0.0.1:${toDatabase.port}/${database.name}` }
    : {};
  let killed = 0;
  const pid = async (victim: Victim): Promise<number> => {
    if (victim !== 'postgres') return parts.get(victim)?.process.pid as number;
    return Number((await readFile(join(dir, 'hub', 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  };
  const start = (name: Program, env: Readonly<Record<string, string>>): Promise<Part> =>
    name === 'witness'
      ? startWitness(first, [made.logKey], dir, env)
      : startPart(name, argsOf[name], join(dir, `${name}.log`), { ...databaseEnv, ...env });
  const restart = async (name: Victim | Program, env = {}): Promise<void> => {
    if (name === 'postgres') return anotherThan(killed, () => pid('postgres'));
    parts.set(name, await start(name, env));
  };
  closers.push(async () => {
    for (const name of ['gateway', 'intake', 'hub', 'witness'] as const) await parts.get(name)?.close();
  });
  for (const name of ['witness', 'hub', 'intake', 'gateway'] as const) await restart(name);
  const intakeUrl = `http://127.0.0.1:${intakePort}`;
  const town = await startTown({ plan, intakeUrl, webhookSecret: secret, ordinaryDay: false });
  closers.push(() => town.close());
  const toCamera = await proxied(() => town.rtspPort);
  const programme = programmeIdSchema.parse('demo-town');
  const operator = await makePersona('console', 'operator-1', 'Operator 1');
  const clerk = await makePersona('clerk', 'clerk-1', 'City clerk');
  await startRoster(origin, made, programme, [operator, clerk], Date.now());
  const persona = await makePersona('owner', 'owner-1', 'House 12');
  const local = new LocalGateway(`http://127.0.0.1:${gatewayPort}`, parts.get('gateway')?.localCode ?? '');
  const cameras = camerasOf(plan, toCamera.port);
  const owner = await joinOwner(
    origin,
    programme,
    persona,
    'house@soak.invalid',
    ownBox(local, 'Box'),
    cameras,
  );
  const hasEnded = (name: string): boolean => {
    const child = parts.get(name)?.process;
    return child === undefined || child.exitCode !== null || child.signalCode !== null;
  };
  const portOf = { hub: hubPort, postgres: hubPort, intake: intakePort, gateway: gatewayPort };
  return {
    origin,
    dir,
    trustFile: files.trustFile,
    plan,
    town,
    operator,
    owner,
    secret,
    intakeUrl,
    proxies: { ...proxies, 'gateway-camera': toCamera },
    readyUrl: (victim) => `http://127.0.0.1:${portOf[victim]}/readyz`,
    pid,
    async kill(victim) {
      const child = parts.get(victim)?.process;
      if (child === undefined) killed = await killPostgres(pid);
      else {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
    },
    restart,
    witnesses: planned.map((each) => ({
      ...each,
      hasEnded: () => hasEnded(each === first ? 'witness' : each.name),
    })),
    hasEnded,
    close,
  };
}

async function killPostgres(pid: (victim: Victim) => Promise<number>): Promise<number> {
  const killed = await pid('postgres');
  process.kill(killed, 'SIGKILL');
  return killed;
}

async function anotherThan(before: number, pid: () => Promise<number>): Promise<void> {
  for (;;) {
    const now = await pid().catch(() => before);
    if (now !== before && now > 0) return;
    await new Promise((later) => setTimeout(later, 10));
  }
}
