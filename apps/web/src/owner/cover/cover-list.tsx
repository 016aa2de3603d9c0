import { Button } from '../../ui/button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import type { Polygons } from './cover-calls.ts';
import { movedPoint, pointAt, withoutPoint, withPoint } from './shapes.ts';

interface ListProps {
  readonly shapes: Polygons;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly onShapes: (shapes: Polygons) => void;
}

/** The same covers as words and numbers: everything that can be dragged can be typed. */
export function CoverList({ shapes, chosen, onChoose, onShapes }: ListProps) {
  const shape = shapes[chosen];
  if (shapes.length === 0) return <p className="quiet">Nothing is covered.</p>;
  const replace = (next: Polygons[number]): void =>
    onShapes(shapes.map((each, i) => (i === chosen ? next : each)));
  return (
    <details>
      <summary>Set it by numbers</summary>
      <div className="row">
        {shapes.map((_, index) => (
          <Button
            // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no other name
            key={index}
            aria-pressed={index === chosen}
            onClick={() => onChoose(index)}
          >
            Cover {index + 1}
          </Button>
        ))}
      </div>
      {shape && (
        <ol className="stack">
          {shape.map((point, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: corners have no other name
            <li key={n}>
              <div className="number-grid">
                <NumberField
                  label={`Corner ${n + 1}, % from the left`}
                  value={Math.round(point.x * 1000) / 10}
                  min={0}
                  max={100}
                  step={0.1}
                  onValue={(x) => replace(movedPoint(shape, n, pointAt(x / 100, point.y)))}
                />
                <NumberField
                  label={`Corner ${n + 1}, % from the top`}
                  value={Math.round(point.y * 1000) / 10}
                  min={0}
                  max={100}
                  step={0.1}
                  onValue={(y) => replace(movedPoint(shape, n, pointAt(point.x, y / 100)))}
                />
              </div>
              <div className="row">
                <Button onClick={() => replace(withPoint(shape, n))}>A corner after this</Button>
                <Button disabled={shape.length <= 3} onClick={() => replace(withoutPoint(shape, n))}>
                  Take this corner away
                </Button>
              </div>
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
