import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programmeIdSchema } from '@porchlight/statements';
import { MAP_FILE, startTown, type TownPlan, townPlan } from '@porchlight/town';
import type { LieStage } from '../attack/lie-stage.ts';
import { startLyingRelay } from '../attack/lying-relay.ts';
import { makePersona, type Persona, personasFragment } from '../client/persona.ts';
import { type ProgrammeFiles, writeProgramme } from '../programme/write-programme.ts';
import { type Part, startPart } from './child.ts';
import { type DemoControls, startControlServer } from './control-server.ts';
import type { JoinedOwner } from './enrol-owner.ts';
import { startRoster } from './first-roster.ts';
import { freePort } from './free-port.ts';
import { startGateways } from './gateways.ts';
import { joinOwners } from './join-owners.ts';
import { lieStage } from './lie-stage.ts';
import type { LocalGateway } from './local-gateway.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type RingDoorbell, startRingDoorbell } from './ring-doorbell.ts';
import { lateControls, townControls } from './town-controls.ts';
import { makeTownHost, startTownHost } from './town-host.ts';
import { createTownProgramme } from './town-programme.ts';
import { planWitnesses, startWitness } from './witnesses.ts';

export interface DemoOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly ordinaryDay: boolean;
  /** A relay stands before one gateway, that can play a hub that lies. */
  readonly lying?: boolean;
  readonly onProgress: (line: string) => void;
}

/** Everything of the demo, running. */
export interface Demo {
  readonly origin: string;
  /** The address to open: its fragment carries the people's keys and never reaches the hub. */
  readonly address: string;
  readonly dir: string;
  readonly plan: TownPlan;
  readonly operator: Persona;
  readonly owners: readonly JoinedOwner[];
  /** Town camera → id in the programme. */
  readonly cameraIds: ReadonlyMap<string, string>;
  readonly controls: DemoControls;
  readonly mails: () => number;
  /** Where the town's cameras are served, on 127.0.0.1. */
  readonly rtspPort: number;
  /** With {@link DemoOptions.lying}: the relay, and the camera behind it. */
  readonly stage: LieStage | undefined;
  /** A Ring doorbell on a simulated service, not linked yet. */
  readonly doorbell: RingDoorbell;
  readonly parts: Readonly<Record<string, Part>>;
  close(): Promise<void>;
}

type Closer = () => Promise<unknown>;

/** Starts hub, intake, gateways and town on this machine in a temporary folder, and signs everybody up. Closing removes it all. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const closers: Closer[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer().catch(() => undefined);
  };
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: DemoOptions, closers: Closer[], close: () => Promise<void>): Promise<Demo> {
  const dir = await demoFolder(closers);
  const plan = townPlan();
  const origin = `http://localhost:${options.port === 0 ? await freePort() : options.port}`;
  const now = Date.now();
  const planned = await planWitnesses(dir);
  const host = await makeTownHost(dir);
  const made = await createTownProgramme(plan, origin, planned, host, now);
  const files = await writeProgramme(dir, made);
  const mail = await startMailSink(join(dir, 'mail'));
  closers.push(mail.close);
  const controls: { current: DemoControls | undefined } = { current: undefined };
  const control = await startControlServer(lateControls(controls));
  closers.push(control.close);

  options.onProgress('starting two witnesses of the public log');
  const witnesses = await Promise.all(planned.map((each) => startWitness(each, [made.logKey], dir)));
  closers.push(...witnesses.map(({ close: stop }) => stop));
  options.onProgress('starting the hub and its database');
  const hub = await startHubPart(dir, files, origin, control.url, mail, plan);
  closers.push(hub.close);
  options.onProgress('starting dispatch intake');
  const secret = randomBytes(24).toString('base64url');
  const intake = await startIntakePart(dir, files, origin, secret);
  closers.push(intake.close);
  options.onProgress('starting the town’s cameras');
  const town = await startTown({
    plan,
    intakeUrl: intake.url,
    webhookSecret: secret,
    ordinaryDay: options.ordinaryDay,
  });
  closers.push(() => town.close());
  options.onProgress('starting three gateways and a host');
  const stagePlan = lieStage(plan);
  const relay = options.lying ? await startLyingRelay(origin) : undefined;
  if (relay) closers.push(relay.close);
  const hubOf = (gatewayId: string): string =>
    relay && gatewayId === stagePlan.gatewayId ? relay.url : origin;
  const doorbell = await startRingDoorbell(plan, town, origin);
  closers.push(() => doorbell.close());
  const [gateways, library] = await Promise.all([
    startGateways(plan, hubOf, dir, closers, (id) => (id === doorbell.gatewayId ? doorbell.env : {})),
    startTownHost(dir, origin, made.trust),
  ]);
  closers.push(library.close);

  const people = await makePeople();
  await startRoster(
    origin,
    made,
    programmeIdSchema.parse('demo-town'),
    [people.operator, ...people.clerks],
    now,
  );
  const owners = await joinOwners(plan, origin, town.rtspPort, { gateways, host }, (done, all) =>
    options.onProgress(`owners sign their waivers (${done} of ${all})`),
  );
  const cameraIds = new Map(owners.flatMap((owner) => [...owner.cameraIds]));
  const stage = relay && {
    relay,
    cameraId: cameraIds.get(stagePlan.townCamera) ?? '',
    gateway: gateways.local.get(stagePlan.gatewayId) as LocalGateway,
  };
  controls.current = townControls(
    town,
    plan,
    cameraIds,
    stage && { ...stage, origin, operator: people.operator },
  );
  const personas = [people.operator, ...people.clerks, ...owners.map((owner) => owner.persona)];
  return {
    origin,
    address: `${origin}/demo#${await personasFragment(personas)}`,
    dir,
    plan,
    operator: people.operator,
    owners,
    cameraIds,
    controls: controls.current,
    mails: mail.count,
    rtspPort: town.rtspPort,
    stage,
    doorbell,
    parts: {
      hub,
      intake,
      host: library,
      ...Object.fromEntries(witnesses.map((each) => [each.name, each])),
      ...gateways.parts,
    },
    close,
  };
}

async function demoFolder(closers: Closer[]): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-demo-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  // PostgreSQL runs as another account when started by root and must be able to pass through.
  await chmod(dir, 0o711);
  await mkdir(join(dir, 'mail'));
  return dir;
}

function startHubPart(
  dir: string,
  files: ProgrammeFiles,
  origin: string,
  controlUrl: string,
  mail: MailSink,
  plan: TownPlan,
): Promise<Part> {
  const args = [
    'hub',
    '--trust',
    files.trustFile,
    '--log-key',
    files.logKeyFile,
    '--state',
    join(dir, 'hub'),
    '--listen',
    `127.0.0.1:${new URL(origin).port}`,
    '--public-url',
    origin,
  ];
  args.push(
    '--map',
    MAP_FILE,
    '--map-attribution',
    plan.attribution,
    '--map-badge',
    'Sample city, old extract',
  );
  args.push('--mail-from', 'porchlight@demo.invalid', '--demo-control', controlUrl);
  return startPart('hub', args, join(dir, 'hub.log'), { PORCHLIGHT_SMTP_URL: mail.url });
}

async function startIntakePart(
  dir: string,
  files: { trustFile: string; intakeKeyFile: string },
  origin: string,
  secret: string,
): Promise<Part> {
  const feeds = join(dir, 'feeds.json');
  await writeFile(feeds, JSON.stringify([{ name: 'town-dispatch', webhookSecret: secret }]), { mode: 0o600 });
  const args = [
    'intake',
    '--trust',
    files.trustFile,
    '--key',
    files.intakeKeyFile,
    '--hub',
    origin,
    '--feeds',
    feeds,
  ];
  return startPart(
    'intake',
    [...args, '--state', join(dir, 'intake'), '--listen', '127.0.0.1:0'],
    join(dir, 'intake.log'),
  );
}

async function makePeople(): Promise<{ operator: Persona; clerks: Persona[] }> {
  return {
    operator: await makePersona('console', 'operator-1', 'Operator 1'),
    clerks: [
      await makePersona('clerk', 'clerk-1', 'City clerk'),
      await makePersona('clerk', 'clerk-2', 'Deputy clerk'),
    ],
  };
}
