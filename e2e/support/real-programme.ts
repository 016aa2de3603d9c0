import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Part, startPart } from '../../apps/cli/dist/demo/child.js';
import { freePort } from '../../apps/cli/dist/demo/free-port.js';
import { type MailSink, startMailSink } from '../../apps/cli/dist/demo/mail-sink.js';
import { type RingDoorbell, startRingDoorbell } from '../../apps/cli/dist/demo/ring-doorbell.js';
import { planWitnesses, startWitness } from '../../apps/cli/dist/demo/witnesses.js';
import { startTown, type Town, townPlan } from '../../packages/town/dist/index.js';

const run = promisify(execFile);
export const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

/** A programme that is not synthetic, made by `porchlight init`, with hub, intake and one gateway as processes. */
export interface RealProgramme {
  readonly origin: string;
  readonly dir: string;
  /** The one-time administrator link, as `init` printed it. */
  readonly startLink: string;
  /** As they run now: after a kill, the part that was started since. */
  readonly hub: Part;
  readonly intake: Part;
  readonly gateway: Part;
  /** The pass code of the gateway's own page, as its first start printed it. */
  readonly localCode: string;
  readonly mail: MailSink;
  readonly town: Town;
  readonly plan: ReturnType<typeof townPlan>;
  /** A Ring doorbell whose owner may link it, when there is a host. */
  readonly doorbell: RingDoorbell | undefined;
  /** Sends a signed webhook call; answers with the status and body. */
  call(body: Record<string, unknown>): Promise<{ status: number; body: { incidentId?: string } }>;
  /** The outside witnesses of its log; one may be killed. */
  readonly witnesses: readonly Part[];
  /** The `witness` lines of the root, in the same order. */
  readonly witnessLines: readonly string[];
  /** Waits for the end of the one before, when it was told to end. */
  startHub(): Promise<void>;
  /** Gives the witness at hand the log's new key beside the old one, and starts the hub, which must have ended, with its file. */
  startHubWithKey(logKeyFile: string, vkey: string): Promise<void>;
  startGateway(): Promise<void>;
  /** SIGKILL to the hub's own database server. */
  killPostgres(): Promise<void>;
  close(): Promise<void>;
}

/** `withHost`: the programme names one host, that runs, too, and takes part in Ring. */
export async function startRealProgramme(withHost = false): Promise<RealProgramme> {
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-e2e-'));
  await chmod(dir, 0o711);
  const plan = townPlan();
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const boundary = join(dir, 'boundary.json');
  await writeFile(boundary, JSON.stringify({ type: 'Polygon', coordinates: [plan.boundary] }));
  const planned = await planWitnesses(dir);
  const hostDir = join(dir, 'host');
  if (withHost) await makeHost(hostDir);
  const { stdout } = await run(process.execPath, [
    CLI,
    'init',
    ...(withHost ? ['--host', join(hostDir, 'host-card.json')] : []),
    ...planned.flatMap(({ name, key, url }) => ['--witness', `${name} ${key} ${url}`]),
    '--dir',
    dir,
    '--id',
    'pilot',
    '--name',
    'Pilot programme',
    '--origin',
    origin,
    '--boundary',
    boundary,
    '--time-zone',
    plan.timeZone,
  ]);
  const startLink = /http:\/\/localhost:\d+\/start#\S+/.exec(stdout)?.[0];
  if (startLink === undefined) throw new Error(`init printed no link: ${stdout}`);
  await mkdir(join(dir, 'mail'));
  const mail = await startMailSink(join(dir, 'mail'));
  const secret = randomBytes(24).toString('base64url');
  await writeFile(join(dir, 'feeds.json'), JSON.stringify([{ name: 'cad', webhookSecret: secret }]));
  let logKeyFile = join(dir, 'keys', 'log.json');
  const startHub = (): Promise<Part> =>
    startPart(
      'hub',
      [
        'hub',
        '--trust',
        join(dir, 'trust.json'),
        '--log-key',
        logKeyFile,
        '--state',
        join(dir, 'hub'),
        '--listen',
        `127.0.0.1:${port}`,
        '--public-url',
        origin,
        '--mail-from',
        'porchlight@pilot.invalid',
        '--test-mail',
        'it@pilot.invalid',
      ],
      join(dir, 'hub.log'),
      { PORCHLIGHT_SMTP_URL: mail.url },
    );
  const logKey = /^ +log key +(\S+)$/m.exec(stdout)?.[1];
  if (logKey === undefined) throw new Error(`init printed no log key: ${stdout}`);
  const witnesses = await Promise.all(planned.map((each) => startWitness(each, [logKey], dir)));
  let hub = await startHub();
  const intake = await startPart(
    'intake',
    [
      'intake',
      '--trust',
      join(dir, 'trust.json'),
      '--key',
      join(dir, 'keys', 'intake.json'),
      '--hub',
      origin,
      '--feeds',
      join(dir, 'feeds.json'),
      '--state',
      join(dir, 'intake'),
      '--listen',
      '127.0.0.1:0',
    ],
    join(dir, 'intake.log'),
  );
  const town = await startTown({ plan, intakeUrl: intake.url, webhookSecret: secret, ordinaryDay: false });
  const gatewayPort = await freePort();
  const startGateway = (): Promise<Part> =>
    startPart(
      'gateway',
      [
        'gateway',
        '--state',
        join(dir, 'gateway'),
        '--hub',
        origin,
        '--name',
        'Box',
        '--listen',
        `127.0.0.1:${gatewayPort}`,
        '--allow-camera-net',
        '127.0.0.0/8',
      ],
      join(dir, 'gateway.log'),
    );
  const fingerprint = /fingerprint\s+((?:[0-9a-f]{4} ?){5})/.exec(stdout)?.[1]?.trim() ?? '';
  const doorbell = withHost ? await startRingDoorbell(plan, town, origin) : undefined;
  const host =
    doorbell && (await startHost(hostDir, origin, fingerprint, join(dir, 'host.log'), doorbell.env));
  let gateway = await startGateway();
  const { localCode } = gateway;
  if (localCode === undefined) throw new Error('the gateway printed no pass code');
  return {
    origin,
    dir,
    startLink,
    intake,
    get hub() {
      return hub;
    },
    get gateway() {
      return gateway;
    },
    localCode,
    mail,
    town,
    plan,
    doorbell,
    witnesses,
    witnessLines: planned.map(({ name, key, url }) => `${name} ${key} ${url}`),
    async startHub() {
      await gone(hub);
      hub = await startHub();
    },
    async startHubWithKey(file, vkey) {
      const [kept] = planned;
      if (kept === undefined) throw new Error('no witness is left');
      await witnesses[0]?.close();
      witnesses[0] = await startWitness(kept, [logKey, vkey], dir);
      logKeyFile = file;
      hub = await startHub();
    },
    async startGateway() {
      await gone(gateway);
      gateway = await startGateway();
    },
    async killPostgres() {
      const pid = (await readFile(join(dir, 'hub', 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0];
      process.kill(Number(pid), 'SIGKILL');
    },
    call: (body) => webhook(intake.url, secret, body),
    async close() {
      for (const part of [gateway, ...(host ? [host] : []), intake, hub, ...witnesses]) await part.close();
      await doorbell?.close();
      await town.close();
      await mail.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A supervisor starts a part again when the one before has ended, and a stopped hub still closes its database. */
async function gone({ process: child }: Part): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function makeHost(dir: string): Promise<void> {
  const words = ['--id', 'sample-library', '--name', 'Sample Library', '--operator', 'Sample Town'];
  await run(process.execPath, [CLI, 'host-card', dir, ...words, '--contact', '+1 555 0100']);
}

function startHost(
  dir: string,
  origin: string,
  fingerprint: string,
  logFile: string,
  ring: Readonly<Record<string, string>>,
): Promise<Part> {
  const args = ['host', dir, '--hub', origin, '--root-fingerprint', fingerprint];
  return startPart('host', [...args, '--allow-camera-net', '127.0.0.0/8'], logFile, ring);
}

async function webhook(url: string, secret: string, call: Record<string, unknown>) {
  const body = JSON.stringify(call);
  const t = Math.floor(Date.now() / 1000);
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
  const response = await fetch(`${url}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'porchlight-signature': `t=${t},v1=${v1}` },
    body,
  });
  return { status: response.status, body: (await response.json()) as { incidentId?: string } };
}
