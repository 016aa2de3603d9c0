import { useState } from 'react';
import { LAYOUTS, type Layout, layoutFor } from './layouts.ts';
import { type NamedWall, readNamedWalls, writeNamedWalls } from './named-walls.ts';
import type { WallState } from './wall-state.ts';

interface LayoutMenuProps {
  readonly state: WallState;
  readonly onState: (change: (state: WallState) => WallState) => void;
}

/** Chooses a layout, and keeps chosen ones by name in this browser. */
export function LayoutMenu({ state, onState }: LayoutMenuProps) {
  const [named, setNamed] = useState<readonly NamedWall[]>(readNamedWalls);
  const choose = (chosen: Layout | null): void => onState((s) => ({ ...s, chosen, maximised: null }));
  const save = (form: FormData): void => {
    const name = String(form.get('name') ?? '').trim();
    const layout = state.chosen ?? layoutFor(state.order.length);
    if (name !== '')
      setNamed(writeNamedWalls([...named.filter((wall) => wall.name !== name), { name, layout }]));
  };
  return (
    <div className="layout-menu" role="toolbar" aria-label="Layout">
      <button type="button" aria-pressed={state.chosen === null} onClick={() => choose(null)}>
        Fit
      </button>
      {LAYOUTS.map((layout) => (
        <button
          key={layout}
          type="button"
          aria-pressed={state.chosen === layout}
          onClick={() => choose(layout)}
        >
          {layout.replace('x', '×')}
        </button>
      ))}
      {named.map(({ name, layout }) => (
        <button
          key={name}
          type="button"
          className="layout-named"
          title={`${name}: ${layout}`}
          onClick={() => choose(layout)}
        >
          {name}
        </button>
      ))}
      <details className="layout-save">
        <summary>Save…</summary>
        <form action={save}>
          <input
            name="name"
            className="input"
            maxLength={24}
            placeholder="Name"
            aria-label="Name of the layout"
          />
          <button type="submit">Save</button>
        </form>
      </details>
    </div>
  );
}
