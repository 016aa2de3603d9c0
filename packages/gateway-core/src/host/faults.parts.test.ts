import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@porchlight/domain';
import { rootFingerprint } from '@porchlight/statements';
import { makeProgramme, makeSigner } from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeHub } from '../../test/fake-hub.ts';
import { ScriptedCameras } from '../../test/scripted-camera.ts';
import { makeHostIdentity, openGateway, openStateFiles, systemRandom, type TenantView } from '../index.ts';

interface Line {
  readonly event: string;
  readonly tenant?: string;
  readonly error?: string;
  readonly caught?: boolean;
  readonly owners?: readonly TenantView[];
}

const FOLDERS = {
  good: '00000000000000aa',
  throws: '00000000000000bb',
  rejects: '00000000000000cc',
} as const;

let dir: string;
let child: ChildProcess;
const lines: Line[] = [];

async function line(find: (line: Line) => boolean, what: string): Promise<Line> {
  for (const end = performance.now() + 40_000; performance.now() < end; ) {
    const found = lines.find(find);
    if (found) return found;
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error(`waited for ${what} after ${JSON.stringify(lines.slice(-5))}`);
}

/** An owner's folder as it stands after a camera was connected. */
async function makeOwner(hub: FakeHub, folder: string, ownerId: string, camera: string): Promise<void> {
  const gateway = await openGateway(
    { hub: hub.url, allowCameraNets: ['192.0.2.0/24'] },
    {
      files: await openStateFiles(join(dir, 'owners', folder)),
      clock: systemClock,
      random: systemRandom,
      log: () => undefined,
      openCamera: new ScriptedCameras().open,
    },
  );
  const { key } = await makeSigner('software');
  const enrolled = await gateway.enrol(await hub.makeCode(ownerId, [key]), 'Box');
  if (enrolled.kind === 'refused') throw new Error(enrolled.code);
  const mainUrl = `rtsp://192.0.2.1/${camera}`;
  await gateway.addCamera({ ownerId: enrolled.ownerId, label: camera, mainUrl });
  await gateway.close();
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-host-faults-'));
  const programme = await makeProgramme({ synthetic: true });
  const files = await openStateFiles(dir);
  const words = { name: 'Sample', operator: 'Sample Town', contact: '-' };
  await makeHostIdentity(files, { hostId: 'sample' as never, ...words });
  await files.close();
  await mkdir(join(dir, 'owners'));
  for (const [name, folder] of Object.entries(FOLDERS)) {
    const hub = await FakeHub.start(programme.envelopes.root);
    await makeOwner(hub, folder, `owner-${name}`, name === 'good' ? 'door' : name.replace(/s$/, ''));
    await hub.close();
  }
  const script = fileURLToPath(new URL('../../test/faulty-host.ts', import.meta.url));
  const args = ['--conditions=source', '--import', 'tsx', script, dir];
  child = spawn(process.execPath, [...args, await rootFingerprint(programme.trust.root)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) =>
    lines.push(JSON.parse(text) as Line),
  );
  await line(({ event }) => event === 'ready', 'the host');
});

afterAll(async () => {
  child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

describe('an exception that nobody caught', () => {
  it.each([
    ['thrown in a timer', FOLDERS.throws],
    ['of a promise', FOLDERS.rejects],
  ])('%s is charged to the owner whose work it was, whose gateway begins again', async (_, folder) => {
    const fault = await line((l) => l.event === 'tenant-fault' && l.tenant === folder, 'the fault');
    expect(fault.error).toContain('fault of rtsp://192.0.2.1/');
    await line((l) => l.event === 'camera-state' && l.tenant === folder, 'its camera');
    const again = () => lines.filter((l) => l.event === 'tenant-fault' && l.tenant === folder).length >= 2;
    await line(again, 'the second fault, of the gateway that began again');
  });

  it('leaves the other owners alone, and none is taken for another’s', async () => {
    child.stdin?.write('owners\n');
    const { owners = [] } = await line((l) => l.event === 'owners', 'the owners');
    const faults = Object.fromEntries(owners.map(({ folder, faults: count }) => [folder, count]));
    expect(faults[FOLDERS.good]).toBe(0);
    expect(faults[FOLDERS.throws]).toBeGreaterThanOrEqual(2);
    expect(faults[FOLDERS.rejects]).toBeGreaterThanOrEqual(2);
    for (const { tenant, error } of lines.filter((l) => l.event === 'tenant-fault'))
      expect(error).toContain(tenant === FOLDERS.throws ? '/throw' : '/reject');
    expect(lines.filter((l) => l.event === 'caught' && !l.caught)).toEqual([]);
  });

  it('ends the host when it was nobody’s', async () => {
    child.stdin?.write('own fault\n');
    expect(await line((l) => l.event === 'caught' && l.caught === false, 'the end')).toMatchObject({
      error: 'fault of the host',
    });
    await new Promise((gone) => (child.exitCode === null ? child.once('exit', gone) : gone(0)));
    expect(child.exitCode).toBe(70);
  });
});
