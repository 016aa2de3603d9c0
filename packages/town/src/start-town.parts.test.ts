import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraId } from '@porchlight/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBarCode } from './bar-code.ts';
import { startTown, type Town } from './start-town.ts';
import { rtspUrl, townPlan } from './town-plan.ts';

const plan = townPlan(3);
let town: Town;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'town-'));
  const intake = { intakeUrl: 'http://127.0.0.1:9', webhookSecret: 'none' };
  town = await startTown({ plan, ...intake, ordinaryDay: false, controlPort: 0 });
});

afterAll(async () => {
  await town.close();
  rmSync(folder, { recursive: true });
});

/** Runs Debian's ffmpeg tools; a machine without them fails here, as it should. */
function run(
  command: 'ffprobe' | 'ffmpeg',
  args: readonly string[],
): Promise<{ out: Buffer; complaint: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, ['-v', 'warning', '-rtsp_transport', 'tcp', ...args]);
    const out: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('error', (cause) =>
      reject(new Error('these tests need ffmpeg: apt-get install ffmpeg', { cause })),
    );
    child.on('close', () => resolve({ out: Buffer.concat(out), complaint }));
  });
}

const urlOf = (camera: string, stream: 'main' | 'sub'): string =>
  rtspUrl(plan, camera as CameraId, stream, { host: '127.0.0.1', port: town.rtspPort });

describe('the running town, seen by ffmpeg', () => {
  it('serves H.264 constrained baseline, 1280x720 at 15/s and 640x360 at 10/s', async () => {
    const shape = async (stream: 'main' | 'sub') => {
      const entries = 'stream=codec_name,profile,width,height,r_frame_rate,has_b_frames';
      const { out } = await run('ffprobe', [
        '-show_entries',
        entries,
        '-of',
        'json',
        urlOf('cam-07', stream),
      ]);
      return (JSON.parse(out.toString()) as { streams: unknown[] }).streams[0];
    };
    const common = { codec_name: 'h264', profile: 'Constrained Baseline', has_b_frames: 0 };
    expect(await shape('main')).toEqual({ ...common, width: 1280, height: 720, r_frame_rate: '15/1' });
    expect(await shape('sub')).toEqual({ ...common, width: 640, height: 360, r_frame_rate: '10/1' });
  });

  it('decodes without a complaint, each picture carrying the next number of the loop', async () => {
    const args = [
      '-i',
      urlOf('cam-03', 'sub'),
      '-frames:v',
      '30',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      'pipe:1',
    ];
    const { out, complaint } = await run('ffmpeg', args);
    expect(complaint).toBe('');
    const size = 640 * 360;
    expect(out.length).toBe(30 * size);
    const numbers = Array.from({ length: 30 }, (_, i) =>
      readBarCode(out.subarray(i * size, (i + 1) * size), 640, 360),
    );
    expect(numbers.every((code) => code !== undefined && !code.scenario)).toBe(true);
    const frames = numbers.map((code) => code?.frame as number);
    expect(frames.slice(1).every((frame, i) => frame === ((frames[i] as number) + 1) % 160)).toBe(true);
  });

  it('refuses a wrong password and an unknown camera with 401 and 404', async () => {
    const wrong = urlOf('cam-01', 'main').replace(/:[^:@]+@/, ':wrong@');
    expect((await run('ffprobe', [wrong])).complaint).toContain('401');
    expect(
      (await run('ffprobe', [urlOf('cam-01', 'main').replace('/cam-01/', '/cam-99/')])).complaint,
    ).toContain('404');
  });

  it('obeys its control port', async () => {
    const ask = async (method: string, path: string, body?: unknown) => {
      const url = `http://127.0.0.1:${town.controlPort}${path}`;
      const answer = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    expect((await ask('GET', '/state')).body).toMatchObject({ incidentId: null, scenarioMs: null });
    expect((await ask('POST', '/fault', { camera: 'cam-05', fault: 'offline' })).status).toBe(200);
    expect((await run('ffprobe', [urlOf('cam-05', 'sub')])).complaint).not.toBe('');
    expect((await ask('POST', '/fault', { camera: 'cam-05', fault: 'none' })).status).toBe(200);
    expect((await ask('POST', '/fault', { camera: 'cam-05', fault: 'melt' })).status).toBe(404);
    expect((await ask('POST', '/report-burglary')).status).toBe(409);
    expect((await ask('POST', '/fault', ['x'])).status).toBe(400);
  });
});
