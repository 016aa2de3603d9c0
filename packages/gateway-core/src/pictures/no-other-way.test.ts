import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/gateway-world.ts';
import { Permit } from '../looks/permit.ts';
import { createPictureUplink } from './picture-uplink.ts';

const SRC = fileURLToPath(new URL('..', import.meta.url));
const WORKSPACE = fileURLToPath(new URL('../../../..', import.meta.url));

function sourcesUnder(dir: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
      found.set(relative(dir, path), readFileSync(path, 'utf8'));
  }
  return found;
}

const sources = sourcesUnder(SRC);
const filesWith = (pattern: RegExp): string[] =>
  [...sources]
    .filter(([, text]) => pattern.test(text))
    .map(([name]) => name)
    .sort();

describe('no picture reaches the uplink by any path but the gate and the owner’s own preview', () => {
  it('only two files open sockets, and the one for pictures is opened by the picture uplink alone', () => {
    expect(filesWith(/from 'ws'/)).toEqual(['pictures/media-socket.ts', 'uplink/control-socket.ts']);
    expect(filesWith(/from '\.{1,2}\/.*media-socket\.ts'/)).toEqual(['pictures/picture-uplink.ts']);
    expect(filesWith(/openMediaSocket\(/)).toEqual([
      'pictures/media-socket.ts',
      'pictures/picture-uplink.ts',
    ]);
  });

  it('no other client of the network is used, but the one that enrols', () => {
    expect(filesWith(/from '(node:)?(http|https|http2|net|tls|dgram|undici)'/)).toEqual([
      'cameras/camera-address.ts',
      'enrol/post-json.ts',
      'state/state-files.ts',
    ]);
    expect(sources.get('cameras/camera-address.ts')).toContain("import { isIP } from 'node:net'");
    expect(filesWith(/\bfetch\(/)).toEqual([]);
  });

  it('the web is asked by Ring’s client and by cameras behind WHEP alone, and neither knows the uplink', () => {
    expect(filesWith(/plainRequest\(/)).toEqual(['ring/ring-api.ts']);
    expect(filesWith(/openRearmedCamera\(/)).toEqual(['cameras/live-camera.ts']);
    expect(filesWith(/from 'node:child_process'/)).toEqual([]);
    for (const name of ['ring/ring-api.ts', 'ring/ring.ts', 'ring/ring-links.ts', 'cameras/live-camera.ts'])
      expect(sources.get(name), name).not.toMatch(/pictures\/|frame-crypto|subscribe|newestGop/);
  });

  it('the control socket sends contract messages as text, and nothing else', () => {
    const sends = [...(sources.get('uplink/control-socket.ts') ?? '').matchAll(/socket\.send\((.*)\);/g)];
    expect(sends.map(([, what]) => what)).toEqual(['JSON.stringify(message)']);
  });

  it('pictures are sealed in one function and sent by the caster alone', () => {
    expect(filesWith(/\.seal\(/)).toEqual(['pictures/picture-uplink.ts']);
    expect(filesWith(/\.sendPicture\(/)).toEqual(['pictures/stream-caster.ts']);
    expect(filesWith(/createSealer\(/)).toEqual(['pictures/key-epoch.ts']);
  });

  it('permits are minted in one file, by asking the gate', () => {
    expect(filesWith(/new Permit\(/)).toEqual(['looks/permit.ts']);
    expect(sources.get('looks/permit.ts')).not.toMatch(/export (const|let|var) MINT|export \{[^}]*MINT/);
    expect(filesWith(/mintPermit\(/)).toEqual(['looks/look-keeper.ts', 'looks/permit.ts']);
    expect(() => new Permit(Symbol('mint') as never, {} as never, new TestClock(0), 1e12)).toThrow('gate');
  });

  it('units of a camera are read by the caster, by the owner’s preview, and by nobody else', () => {
    expect(filesWith(/\.subscribe\(|\.newestGop\(/)).toEqual([
      'cameras/camera-fleet.ts',
      'pictures/stream-caster.ts',
      'preview/preview-desk.ts',
    ]);
    // The rehearsal wraps a key it made up itself.
    expect(filesWith(/\bwrapKey\(/)).toEqual([
      'gateway/rehearsal.ts',
      'pictures/key-epoch.ts',
      'preview/preview-desk.ts',
    ]);
  });

  it('a camera is opened in one place, behind its mask', () => {
    expect(filesWith(/openCamera\(/)).toEqual(['cameras/camera-fleet.ts']);
    expect(filesWith(/maskable\(/)).toEqual(['cameras/camera-fleet.ts']);
  });

  it('the local page and the process that starts the gateway touch no picture', () => {
    for (const part of ['packages/gateway-http/src', 'apps/gateway/src'])
      for (const [name, text] of sourcesUnder(join(WORKSPACE, part)))
        expect(text, name).not.toMatch(/from 'ws'|subscribe\(|newestGop|openCamera|sendPicture|frame-crypto/);
  });

  it('an epoch without a permit, or with one that has ended, sends nothing', () => {
    const uplink = createPictureUplink(new TestClock(0));
    const sealer = { kid: 1, count: 0, seal: () => expect.unreachable('sealed without a permit') };
    const picture = { unit: {} as never, stream: 'sub' as const, channel: 1, catchUp: false };
    const binding = new Uint8Array(32);
    const ended = { live: false } as Permit;
    expect(uplink.sendPicture({ permits: [], sealer, binding }, picture)).toBe('withheld');
    expect(uplink.sendPicture({ permits: [ended], sealer, binding }, picture)).toBe('withheld');
    expect(uplink.sendKey(ended, new Uint8Array())).toBe('withheld');
  });
});
