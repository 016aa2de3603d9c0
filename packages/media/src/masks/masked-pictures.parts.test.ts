import { afterEach, describe, expect, it } from 'vitest';
import { clip, decoded } from '../../test/clip.ts';
import type { AccessUnit, StreamName } from '../access-unit.ts';
import type { CameraSource } from '../camera-source.ts';
import type { CameraState } from '../camera-state.ts';
import type { Mask, MaskPolygon } from './mask.ts';
import { type MaskableCamera, maskable } from './maskable-camera.ts';

/** Plays units as a camera does, at the test's pace. */
class Played implements CameraSource {
  readonly state: CameraState = { kind: 'live', detail: 'Live.', width: 640, height: 360 };
  readonly hasSub = true;
  readonly #listeners: Record<StreamName, Set<(unit: AccessUnit) => void>> = {
    main: new Set(),
    sub: new Set(),
  };
  #gop: AccessUnit[] = [];

  get wanted(): number {
    return this.#listeners.main.size + this.#listeners.sub.size;
  }
  subscribe(stream: StreamName, onUnit: (unit: AccessUnit) => void) {
    this.#listeners[stream].add(onUnit);
    return () => this.#listeners[stream].delete(onUnit);
  }
  newestGop(): AccessUnit[] {
    return [...this.#gop];
  }
  close(): void {}
  async play(units: readonly AccessUnit[], stream: StreamName = 'sub', paceMs = 5): Promise<void> {
    for (const unit of units) {
      this.#gop = unit.key ? [unit] : [...this.#gop, unit];
      for (const listener of [...this.#listeners[stream]]) listener(unit);
      await new Promise((resolve) => setTimeout(resolve, paceMs));
    }
  }
}

const HOUSE: MaskPolygon = [
  { x: 0.3, y: 0.25 },
  { x: 0.62, y: 0.2 },
  { x: 0.7, y: 0.66 },
  { x: 0.41, y: 0.8 },
];
const MASK: Mask = [HOUSE];
let camera: MaskableCamera | undefined;
afterEach(() => camera?.close());

function inside(polygon: MaskPolygon, x: number, y: number): boolean {
  let odd = false;
  for (const [i, a] of polygon.entries()) {
    const b = polygon[(i + 1) % polygon.length] as (typeof polygon)[number];
    if (a.y <= y !== b.y <= y && a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x) > x) odd = !odd;
  }
  return odd;
}

/** The different values of luma and chroma inside a polygon, over all pictures. */
function valuesInside(pictures: readonly Buffer[], width: number, height: number, polygon: MaskPolygon) {
  const luma = new Set<number>();
  const chroma = new Set<number>();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!inside(polygon, (x + 0.5) / width, (y + 0.5) / height)) continue;
      const at = (y >> 1) * (width >> 1) + (x >> 1);
      for (const picture of pictures) {
        luma.add(picture[y * width + x] as number);
        chroma.add(picture[width * height + at] as number);
        chroma.add(picture[(width * height * 5) / 4 + at] as number);
      }
    }
  return { luma: [...luma], chroma: [...chroma] };
}

async function until(test: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !test(); ) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const UNIFORM = { luma: [16], chroma: [128] };

describe('R12: masked pixels are constant in the decoded stream', () => {
  it.each(['main', 'sub'] as const)(
    'in every picture of the %s stream, across its key frames',
    async (stream) => {
      const played = new Played();
      const units: AccessUnit[] = [];
      camera = maskable(played, MASK, () => undefined);
      camera.subscribe(stream, (unit) => units.push(unit));
      // As large as a camera's: the child may lag behind a test that plays faster than life, and by 8 MB at most.
      const sent = clip(['640x360'], { seconds: 5, fps: 15, encoder: '-b:v 1500k' });
      await played.play(sent, stream);
      await until(() => units.length >= sent.length);
      expect(units[0]?.key).toBe(true);
      expect(units.filter((unit) => unit.key).length).toBeGreaterThan(1);
      expect(units.map((unit) => unit.captureUs)).toEqual(sent.map((unit) => unit.captureUs));
      const pictures = decoded(units);
      expect(pictures).toHaveLength(sent.length);
      expect(valuesInside(pictures, 640, 360, HOUSE)).toEqual(UNIFORM);
      // The control: the same place moves where nothing covers it.
      expect(valuesInside(decoded(sent), 640, 360, HOUSE).luma.length).toBeGreaterThan(100);
    },
  );

  it('through changes of size and of parameter sets, at odd sizes too, without one bare picture in between', async () => {
    const played = new Played();
    const units: AccessUnit[] = [];
    camera = maskable(played, MASK, () => undefined);
    camera.subscribe('sub', (unit) => units.push(unit));
    for (const part of [['640x360', '640x360'], ['638x358'], ['1280x720'], ['352x288']]) {
      const sent = clip(part, { seconds: 1, fps: 10 });
      await played.play(sent, 'sub', 15);
      await until(() => units.at(-1)?.captureUs === sent.at(-1)?.captureUs);
    }
    const sizes = [...new Set(units.map((unit) => `${unit.width}x${unit.height}`))];
    expect(sizes).toEqual(['640x360', '638x358', '1280x720', '352x288']);
    for (const size of sizes) {
      const [width = 0, height = 0] = size.split('x').map(Number);
      const of = units.filter((unit) => unit.width === width);
      expect(of[0]?.key).toBe(true);
      expect(valuesInside(decoded(of), width, height, HOUSE)).toEqual(UNIFORM);
    }
  }, 30_000);

  it('from the very unit on at which a mask is set during a viewing, and the child runs only while somebody looks', async () => {
    const played = new Played();
    const units: AccessUnit[] = [];
    camera = maskable(played, [], () => undefined);
    const stop = camera.subscribe('sub', (unit) => units.push(unit));
    const sent = clip(['640x360'], { seconds: 4, fps: 10 });
    await played.play(sent.slice(0, 15));
    expect(units).toEqual(sent.slice(0, 15));
    camera.setMask(MASK);
    const bare = units.length;
    await played.play(sent.slice(15));
    await until(() => units.at(-1)?.captureUs === sent.at(-1)?.captureUs);
    expect(units[bare]?.key).toBe(true);
    expect(camera.newestGop('sub').length).toBeGreaterThan(0);
    expect(valuesInside(decoded(units.slice(bare)), 640, 360, HOUSE)).toEqual(UNIFORM);
    stop();
    expect(played.wanted).toBe(0);
    expect(camera.newestGop('sub')).toEqual([]);
  });
});

describe('video that crashes the decoder', () => {
  it('shows nothing and says so, and goes on when the camera sends video again', async () => {
    const played = new Played();
    const units: AccessUnit[] = [];
    const states: CameraState[] = [];
    camera = maskable(played, MASK, (state) => states.push(state));
    camera.subscribe('sub', (unit) => units.push(unit));
    const good = clip(['640x360'], { seconds: 2, fps: 10 });
    const noise = good.map((unit, n) => ({
      ...unit,
      data: Buffer.from(unit.data.map((byte, i) => (i % 97 === n ? byte ^ 0xff : byte))),
    }));
    await played.play(noise);
    const rubbish = good.map((unit) => ({ ...unit, data: Buffer.alloc(2000, 0xa5) }));
    await played.play(rubbish);
    expect(decoded(units).length === 0 || valuesInside(decoded(units), 640, 360, HOUSE)).toBeTruthy();
    const before = units.length;
    await played.play(clip(['640x360'], { seconds: 3, fps: 10 }), 'sub', 30);
    await until(() => units.length > before);
    expect(camera.state.kind).toBe('live');
  }, 30_000);
});
