import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TrustFile } from '@porchlight/contract';
import { distanceM, type IncidentId } from '@porchlight/domain';
import { startGateway } from '@porchlight/gateway';
import { startEmbeddedPostgres } from '@porchlight/hub-postgres';
import {
  ed25519Signer,
  type HostEntry,
  programmeIdSchema,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import { incidentStatement } from '@porchlight/testkit';
import { rtspUrl, startTown, type Town, type TownPlan, townPlan } from '@porchlight/town';
import { makePersona, type Persona } from '../src/client/persona.ts';
import { type CameraToJoin, type JoinedOwner, joinOwner, ownBox } from '../src/demo/enrol-owner.ts';
import { startRoster } from '../src/demo/first-roster.ts';
import { freePort } from '../src/demo/free-port.ts';
import { LocalGateway } from '../src/demo/local-gateway.ts';
import { makeTownHost } from '../src/demo/town-host.ts';
import { createTownProgramme } from '../src/demo/town-programme.ts';
import type { CreatedProgramme } from '../src/programme/create-programme.ts';
import { type ProgrammeFiles, writeProgramme } from '../src/programme/write-programme.ts';
import { OneOrigin } from './one-origin.ts';
import { waitFor } from './wait-for.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CHILD = fileURLToPath(new URL('./hub-child.ts', import.meta.url));
const CAMERAS = 3;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Two hub processes over one embedded PostgreSQL behind one address, a gateway with cameras of the town, an operator's key, and a host's card. */
export interface TwoHubs {
  readonly origin: string;
  readonly proxy: OneOrigin;
  readonly dir: string;
  readonly operator: Persona;
  readonly owner: JoinedOwner;
  /** Named by the programme, not started; its folder is `host` in {@link dir}. */
  readonly host: HostEntry;
  readonly trust: TrustFile;
  readonly plan: TownPlan;
  readonly hubs: (ChildProcess | undefined)[];
  /** Starts the hub of that index (again); resolves when it serves. */
  start(index: number): Promise<void>;
  /** Reports a burglary at the plan's place, or a further statement of one; resolves when the hub took it. */
  report(incidentId?: string, seq?: number, status?: 'open' | 'closed'): Promise<string>;
  close(): Promise<void>;
}

export async function startTwoHubs(): Promise<TwoHubs> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer().catch(() => undefined);
  };
  try {
    return await begin(closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function begin(closers: (() => Promise<unknown>)[], close: () => Promise<void>): Promise<TwoHubs> {
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-nodes-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  await chmod(dir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'postgres'), log: SILENT });
  closers.push(() => postgres.close());
  const plan = townPlan();
  const origin = `http://localhost:${await freePort()}`;
  const host = await makeTownHost(dir);
  const made = await createTownProgramme(plan, origin, [], host, Date.now());
  const files = await writeProgramme(dir, made);
  const proxy = await OneOrigin.listen(Number(new URL(origin).port));
  closers.push(() => proxy.close());
  const databaseUrl = urlOf(postgres.connection as Parameters<typeof urlOf>[0]);
  const hubs: (ChildProcess | undefined)[] = [];
  closers.push(() => Promise.all(hubs.map((child) => child && stop(child))));
  const start = async (index: number): Promise<void> => {
    const port = await startChild(hubs, index, { dir, files, databaseUrl });
    proxy.add(port, index);
    await waitFor('the hub to be ready', () => proxy.ready(index));
  };
  await Promise.all([start(0), start(1)]);
  const town = await startTown({
    plan,
    intakeUrl: 'http://127.0.0.1:1',
    webhookSecret: 'none',
    ordinaryDay: false,
  });
  closers.push(() => town.close());
  const people = await signUp(origin, made);
  const owner = await joinBox(dir, origin, plan, town, closers);
  return {
    origin,
    proxy,
    dir,
    plan,
    hubs,
    owner,
    host,
    trust: made.trust,
    ...people,
    start,
    close,
    report: reporter(origin, made, plan),
  };
}

async function signUp(origin: string, made: CreatedProgramme): Promise<{ operator: Persona }> {
  const operator = await makePersona('console', 'operator-1', 'Operator 1');
  const clerk = await makePersona('clerk', 'clerk-1', 'City clerk');
  await startRoster(origin, made, programmeIdSchema.parse('demo-town'), [operator, clerk], Date.now());
  return { operator };
}

/** The box of one owner with the consenting cameras nearest to the place of the burglary. */
async function joinBox(
  dir: string,
  origin: string,
  plan: TownPlan,
  town: Town,
  closers: (() => Promise<unknown>)[],
): Promise<JoinedOwner> {
  const gateway = await startGateway({
    stateDir: join(dir, 'gateway'),
    hubUrl: origin,
    listen: { host: '127.0.0.1', port: 0 },
    allowCameraNets: ['127.0.0.0/8'],
    name: 'Box',
  });
  closers.push(() => gateway.close());
  const local = new LocalGateway(gateway.localUrl, gateway.localCode ?? '');
  const persona = await makePersona('owner', 'owner-1', 'House 12');
  const programme = programmeIdSchema.parse('demo-town');
  const cameras = camerasOf(plan, town.rtspPort);
  return joinOwner(origin, programme, persona, 'house@demo.invalid', ownBox(local, 'Box'), cameras);
}

/** The consenting cameras nearest to the place of the burglary, served at that port of this machine. */
export function camerasOf(plan: TownPlan, rtspPort: number): CameraToJoin[] {
  const { position } = plan.incident;
  const now = Date.now();
  return plan.cameras
    .toSorted((a, b) => distanceM(a.pose.position, position) - distanceM(b.pose.position, position))
    .slice(0, CAMERAS)
    .map((camera) => {
      const place = (stream: 'main' | 'sub'): string => {
        const url = new URL(rtspUrl(plan, camera.id, stream, { host: '127.0.0.1', port: rtspPort }));
        url.username = '';
        url.password = '';
        return url.href;
      };
      return {
        townCamera: camera.id,
        label: camera.label,
        mainUrl: place('main'),
        subUrl: place('sub'),
        username: camera.id,
        password: plan.rtspUsers[camera.id] ?? '',
        terms: {
          tier: 'incident',
          classes: ['burglary'],
          radiusM: 500,
          hours: { kind: 'always' },
          from: now,
          until: now + 10 * 86_400_000,
          pose: camera.pose,
        },
      };
    });
}

function reporter(origin: string, made: CreatedProgramme, plan: TownPlan): TwoHubs['report'] {
  let incidents = 0;
  return async (incidentId = `inc-${++incidents}`, seq = 1, status = 'open') => {
    const { privateKey, key } = made.keys.intake;
    const now = Date.now();
    const statement = incidentStatement({
      programme: programmeIdSchema.parse('demo-town'),
      incidentId: incidentId as IncidentId,
      seq,
      status,
      position: plan.incident.position,
      place: plan.incident.place,
      reportedAt: now,
      issuedAt: now,
    });
    const envelope = await signEnvelope(unsignedEnvelope(statement), await ed25519Signer(privateKey, key));
    const answer = await fetch(`${origin}/api/intake/incidents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ envelope }),
    });
    if (answer.status !== 202) throw new Error(`the incident was not taken: ${await answer.text()}`);
    return incidentId;
  };
}

async function startChild(
  hubs: (ChildProcess | undefined)[],
  index: number,
  where: { dir: string; files: ProgrammeFiles; databaseUrl: string },
): Promise<number> {
  const webDir = join(where.dir, 'web');
  await mkdir(join(webDir, 'assets'), { recursive: true });
  for (const page of ['index', 'console'])
    await writeFile(join(webDir, `${page}.html`), '<!doctype html><title>test</title>');
  const config = {
    listen: { host: '127.0.0.1', port: 0 },
    trustFile: where.files.trustFile,
    logKeyFile: where.files.logKeyFile,
    stateDir: join(where.dir, `hub-${index}`),
    databaseUrl: where.databaseUrl,
    webDir,
    cluster: { listen: { host: '127.0.0.1', port: 0 }, leaveMs: 700 },
    clusterSecret: 'a secret that the hubs of one city share',
  };
  const log = openSync(join(where.dir, `hub-${index}.log`), 'a');
  const args = ['--conditions=source', '--import', 'tsx', CHILD, JSON.stringify(config)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  hubs[index] = child;
  const ready = await new Promise<string>((resolve, reject) => {
    child.once('message', ({ ready: url }: { ready: string }) => resolve(url));
    child.once('exit', (code) => reject(new Error(`hub ${index} ended with ${code}`)));
  });
  return Number(new URL(ready).port);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function urlOf({ socketDir, user, database }: { socketDir: string; user: string; database: string }): string {
  return `postgres://${user}@${encodeURIComponent(socketDir)}:5432/${database}`;
}
