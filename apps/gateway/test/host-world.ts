import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type HostEntry, keyIdOf, rootFingerprint } from '@porchlight/statements';
import { makeProgramme, type TestProgramme } from '@porchlight/testkit';
import { startTestHub, type TestHub } from '../../hub/test/test-hub.ts';
import { makeHostCard } from '../src/start-host.ts';
import { HostedOwner } from './hosted-owner.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DAY_MS = 86_400_000;

/** A hub on a real database, and one named host as its own process, started by the command that a host would use. */
export class HostWorld {
  readonly card: HostEntry;
  readonly dir: string;
  readonly programme: TestProgramme;
  readonly hub: TestHub;
  readonly said: string[] = [];
  #process: ChildProcess | undefined;

  private constructor(card: HostEntry, dir: string, programme: TestProgramme, hub: TestHub) {
    this.card = card;
    this.dir = dir;
    this.programme = programme;
    this.hub = hub;
  }

  static async open(): Promise<HostWorld> {
    const dir = await mkdtemp(join(tmpdir(), 'porchlight-host-'));
    const card = await makeHostCard(dir, {
      hostId: 'sample-library',
      name: 'Sample Library',
      operator: 'Sample Town',
      contact: '+1 555 0100',
    });
    const now = Date.now();
    const dates = { startsAt: now - DAY_MS, endsAt: now + 40 * DAY_MS, issuedAt: now - 2 * DAY_MS };
    const programme = await makeProgramme({ synthetic: true, now, programme: { ...dates, hosts: [card] } });
    const hub = await startTestHub(programme, now);
    await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
    return new HostWorld(card, dir, programme, hub);
  }

  /** Starts `porchlight host`; resolves when the hub knows it. */
  async startHost(...options: string[]): Promise<void> {
    await this.#start(
      ['--conditions=source', '--import', 'tsx', join(ROOT, 'apps/cli/src/main.ts')],
      options,
    );
  }

  /** The same from what `npm run build` made, as it runs elsewhere. */
  async startBuiltHost(...options: string[]): Promise<void> {
    await this.#start([join(ROOT, 'apps/cli/dist/main.js')], options);
  }

  async #start(node: readonly string[], options: readonly string[]): Promise<void> {
    const command = ['host', this.dir, '--hub', this.hub.server.url];
    const fingerprint = await rootFingerprint(this.programme.trust.root);
    const args = [
      ...command,
      '--root-fingerprint',
      fingerprint,
      '--allow-camera-net',
      '127.0.0.0/8',
      ...options,
    ];
    const child = spawn(process.execPath, [...node, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.said.push(line));
    createInterface({ input: child.stdout }).on('line', (line) => this.said.push(line));
    await until(() => {
      if (child.exitCode !== null) throw new Error(this.said.join('\n'));
      return this.hub.hub.hosts.isOnline(this.card.hostId);
    }, 'the host');
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async stopHost(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  join(name: string): Promise<HostedOwner> {
    return HostedOwner.join(this.hub, this.programme, this.card, name);
  }

  async signInOperator(): Promise<string> {
    const ask = { purpose: 'sign-in', noticeAccepted: true };
    const { body } = await this.hub.call('POST', '/api/console/challenge', { body: ask });
    const { challenge } = body as { challenge: string };
    const prefix = Buffer.from('porchlight/sign-in/v1\0');
    const bytes = Buffer.concat([prefix, Buffer.from(challenge, 'base64url')]);
    const { sig } = await this.programme.operator.signer.sign(new Uint8Array(bytes));
    const keyid = await keyIdOf(this.programme.operator.key);
    const post = { kind: 'software', challenge, keyid, signature: sig };
    return (await this.hub.call('POST', '/api/console/sign-in', { body: post })).cookie ?? '';
  }

  /** The folders under `owners/`. */
  folders(): Promise<string[]> {
    return readdir(join(this.dir, 'owners'));
  }

  /** Every file of the host that holds one of the texts. */
  async filesWith(texts: readonly string[]): Promise<string[]> {
    const entries = await readdir(this.dir, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const text = (await readFile(path)).toString('latin1');
      if (texts.some((each) => text.includes(each))) found.push(path);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.stopHost();
    await this.hub.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}
