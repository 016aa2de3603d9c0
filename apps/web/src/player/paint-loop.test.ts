import { expect, it } from 'vitest';
import { PaintLoop } from './paint-loop.ts';

function loop() {
  const frames: (() => void)[] = [];
  const paints: string[] = [];
  const painter = (name: string) => ({ paint: () => void paints.push(name) });
  return { frames, paints, painter, loop: new PaintLoop((callback) => frames.push(callback)) };
}

it('paints each tile once a frame, however many pictures came', () => {
  const { loop: paint, frames, paints, painter } = loop();
  const [a, b] = [painter('a'), painter('b')];
  for (const tile of [a, b, a, a]) paint.ask(tile);
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(paints).toEqual(['a', 'b']);
  paint.ask(a);
  frames[1]?.();
  expect(paints).toEqual(['a', 'b', 'a']);
});

it('paints nothing of a tile that was closed, and goes on for the next', () => {
  const { loop: paint, frames, paints, painter } = loop();
  const [a, b] = [painter('a'), painter('b')];
  paint.ask(a);
  paint.forget(a);
  paint.ask(b);
  for (const frame of frames) frame();
  expect(paints).toEqual(['b']);
});
