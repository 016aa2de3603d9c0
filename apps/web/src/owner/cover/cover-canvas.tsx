import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Polygons } from './cover-calls.ts';
import { movedPoint, movedShape, type Point, pointAt, stepOf } from './shapes.ts';

interface CanvasProps {
  readonly picture: ImageBitmap | undefined;
  readonly shapes: Polygons;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly onShapes: (shapes: Polygons) => void;
}

/** Of the picture's width: on a narrow phone still a target of 24 pixels across. */
const CORNER = 26;

/** What a finger or the mouse has taken hold of: a corner, or a whole shape. */
type Held = { readonly shape: number; readonly point: number | null; readonly from: Point };

/** The picture with what is covered on it: shapes and corners are dragged, or moved by arrow keys (shift: far). */
export function CoverCanvas({ picture, shapes, chosen, onChoose, onShapes }: CanvasProps) {
  const ground = useRef<HTMLCanvasElement>(null);
  const [held, setHeld] = useState<Held>();
  const width = picture?.width ?? 640;
  const height = picture?.height ?? 360;
  useEffect(() => {
    if (picture) ground.current?.getContext('2d')?.drawImage(picture, 0, 0);
  }, [picture]);
  const at = (event: PointerEvent<Element>): Point => {
    const box = ground.current?.getBoundingClientRect();
    return box
      ? pointAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
      : pointAt(0, 0);
  };
  const replace = (index: number, next: Polygons[number]): void =>
    onShapes(shapes.map((shape, i) => (i === index ? next : shape)));
  const grip = (event: PointerEvent<Element>, shape: number, point: number | null): void => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    onChoose(shape);
    setHeld({ shape, point, from: at(event) });
  };
  const drag = (event: PointerEvent<Element>): void => {
    const shape = held && shapes[held.shape];
    if (!held || !shape) return;
    const to = at(event);
    if (held.point !== null) replace(held.shape, movedPoint(shape, held.point, to));
    else {
      replace(held.shape, movedShape(shape, to.x - held.from.x, to.y - held.from.y));
      setHeld({ ...held, from: to });
    }
  };
  const key = (event: KeyboardEvent, index: number, point: number | null): void => {
    const shape = shapes[index];
    const step = stepOf(event.key, event.shiftKey);
    if (!step || !shape) return;
    event.preventDefault();
    const corner = point === null ? undefined : shape[point];
    if (corner && point !== null)
      replace(index, movedPoint(shape, point, { x: corner.x + step.dx, y: corner.y + step.dy }));
    else replace(index, movedShape(shape, step.dx, step.dy));
  };
  return (
    <div className="cover">
      <canvas ref={ground} className="cover__picture" width={width} height={height} />
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: its parts carry their names */}
      <svg
        className="cover__shapes"
        viewBox={`0 0 ${width} ${height}`}
        onPointerMove={drag}
        onPointerUp={() => setHeld(undefined)}
        onPointerCancel={() => setHeld(undefined)}
      >
        {shapes.map((shape, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no other name, and keep their order
          <g key={index}>
            {/* biome-ignore lint/a11y/useSemanticElements: a polygon cannot be a button element */}
            <polygon
              className={index === chosen ? 'cover__shape cover__shape--chosen' : 'cover__shape'}
              points={shape.map(({ x, y }) => `${x * width},${y * height}`).join(' ')}
              tabIndex={0}
              role="button"
              aria-pressed={index === chosen}
              aria-label={`Cover ${index + 1}. Arrow keys move it.`}
              onFocus={() => onChoose(index)}
              onKeyDown={(event) => key(event, index, null)}
              onPointerDown={(event) => grip(event, index, null)}
            />
            {index === chosen &&
              shape.map((point, n) => (
                // biome-ignore lint/a11y/useSemanticElements: a circle cannot be a button element
                <circle
                  // biome-ignore lint/suspicious/noArrayIndexKey: corners have no other name
                  key={n}
                  className="cover__corner"
                  cx={point.x * width}
                  cy={point.y * height}
                  r={width / CORNER}
                  tabIndex={0}
                  role="button"
                  aria-label={`Corner ${n + 1} of cover ${index + 1}. Arrow keys move it.`}
                  onKeyDown={(event) => key(event, index, n)}
                  onPointerDown={(event) => grip(event, index, n)}
                />
              ))}
          </g>
        ))}
      </svg>
    </div>
  );
}
