import { describe, expect, it } from 'vitest';
import type { AccessUnit, StreamName } from '../access-unit.ts';
import type { CameraSource } from '../camera-source.ts';
import type { CameraState } from '../camera-state.ts';
import type { PictureChildHandlers, PictureWork } from '../ffmpeg/picture-child.ts';
import { createMediaShare } from '../media-share.ts';
import { maskable } from './maskable-camera.ts';

const unit = (codec: AccessUnit['codec'], n: number, key = false): AccessUnit => ({
  codec,
  key,
  discardable: false,
  captureUs: n * 100_000,
  data: Buffer.from([n]),
  width: 640,
  height: 360,
  codecString: '',
});

/** A camera whose units the test sends, and the children that were started for it. */
function scene(most = 8) {
  const share = createMediaShare({ warmBytes: 0, bytesPerSecond: 1, children: most }, () => 0);
  const states: CameraState[] = [];
  const listeners = new Map<StreamName, Set<(unit: AccessUnit) => void>>();
  const children: { work: PictureWork; pushed: number[]; open: boolean; make(n: number): void }[] = [];
  const source: CameraSource = {
    state: { kind: 'live', detail: 'Live.', width: 640, height: 360 },
    hasSub: true,
    subscribe(stream, onUnit) {
      const all = listeners.get(stream) ?? new Set();
      listeners.set(stream, all.add(onUnit));
      return () => void all.delete(onUnit);
    },
    newestGop: () => [],
    close: () => undefined,
  };
  const start = (work: PictureWork, { onUnit }: PictureChildHandlers) => {
    const child = {
      work,
      pushed: [] as number[],
      open: true,
      make: (n: number) => onUnit(unit('h264', n, true)),
      push: ({ captureUs }: { captureUs: number }) => void child.pushed.push(captureUs / 100_000),
      close: () => {
        child.open = false;
      },
    };
    children.push(child);
    return child;
  };
  const camera = maskable(source, [], (state) => states.push(state), { start, share });
  const send = (stream: StreamName, sent: AccessUnit): void => {
    for (const onUnit of listeners.get(stream) ?? []) onUnit(sent);
  };
  return { camera, children, send, states };
}

describe('a camera of which one viewer needs H.264', () => {
  it('has what it sends of H.265 made by one child a stream, for all who look, and unmasked', () => {
    const { camera, children, send } = scene();
    const got: AccessUnit[] = [];
    const stops = [1, 2].map(() => camera.subscribe('sub', (given) => got.push(given)));
    camera.setH264(true);
    for (const n of [1, 2]) send('sub', unit('h265', n, n === 1));
    expect(children.map(({ work, pushed }) => [work.codec, work.filter, pushed])).toEqual([
      ['h265', undefined, [1, 2]],
    ]);
    expect(got).toEqual([]);
    children[0]?.make(1);
    expect(got.map(({ codec, masked }) => [codec, masked])).toEqual([
      ['h264', undefined],
      ['h264', undefined],
    ]);
    expect(camera.newestGop('sub')).toHaveLength(1);
    for (const stop of stops) stop();
    expect(children[0]?.open).toBe(false);
  });

  it('hands on what it sends of H.264 as it is, without a child', () => {
    const { camera, children, send } = scene();
    const got: number[] = [];
    camera.setH264(true);
    camera.subscribe('sub', ({ captureUs }) => got.push(captureUs / 100_000));
    for (const n of [1, 2, 3]) send('sub', unit('h264', n, n === 1));
    expect([got, children]).toEqual([[1, 2, 3], []]);
  });

  it('is handed on as it sends once nobody needs that any more', () => {
    const { camera, children, send } = scene();
    const got: string[] = [];
    camera.subscribe('main', ({ codec }) => got.push(codec));
    send('main', unit('h265', 1, true));
    camera.setH264(true);
    send('main', unit('h265', 2, true));
    camera.setH264(false);
    expect(children.map(({ open }) => open)).toEqual([false]);
    // In the middle of a group nothing of it can be decoded.
    send('main', unit('h265', 3));
    expect(got).toEqual(['h265']);
    send('main', unit('h265', 4, true));
    send('main', unit('h265', 5));
    expect(got).toEqual(['h265', 'h265', 'h265']);
  });

  it('shows nothing, and says why, while its owner has as many children as a host allows', () => {
    const { camera, children, send, states } = scene(1);
    camera.setH264(true);
    const got: string[] = [];
    const stop = camera.subscribe('sub', () => undefined);
    camera.subscribe('main', ({ codec }) => got.push(codec));
    send('sub', unit('h265', 1, true));
    send('main', unit('h265', 1, true));
    expect(children).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({
      kind: 'unsupported',
      detail: expect.stringMatching(/as this host allows/),
    });
    stop();
    send('main', unit('h265', 2, true));
    expect(children.map(({ open }) => open)).toEqual([false, true]);
    children[1]?.make(2);
    expect(got).toEqual(['h264']);
    expect(states.at(-1)?.kind).toBe('live');
  });

  it('stays covered where its owner covered it', () => {
    const { camera, children, send } = scene();
    const got: AccessUnit[] = [];
    camera.setMask([
      [
        { x: 0.1, y: 0.1 },
        { x: 0.3, y: 0.1 },
        { x: 0.3, y: 0.3 },
      ],
    ]);
    camera.subscribe('main', (given) => got.push(given));
    send('main', unit('h264', 1, true));
    camera.setH264(true);
    expect(children.map(({ work, open }) => [work.filter !== undefined, open])).toEqual([[true, true]]);
    expect(got).toEqual([]);
    children[0]?.make(1);
    expect(got.map(({ masked }) => masked)).toEqual([true]);
  });
});
