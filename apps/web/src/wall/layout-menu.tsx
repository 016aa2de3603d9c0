import { useState } from 'react';
import type { Layout } from './layouts.ts';
import { type NamedWall, readNamedWalls, writeNamedWalls } from './named-walls.ts';
import type { WallState } from './wall-state.ts';

interface LayoutMenuProps {
  readonly layouts: readonly Layout[];
  readonly current: Layout | null;
  readonly automatic: Layout;
  readonly state: WallState;
  readonly onState: (change: (state: WallState) => WallState) => void;
}

/** Chooses a layout, and keeps chosen ones by name in this browser. */
export function LayoutMenu({ layouts, current, automatic, onState }: LayoutMenuProps) {
  const [named, setNamed] = useState<readonly NamedWall[]>(readNamedWalls);
  const choose = (layout: Layout | null): void => onState((s) => ({ ...s, chosen: layout, maximised: null }));
  const save = (form: FormData): void => {
    const name = String(form.get('name') ?? '').trim();
    if (name !== '')
      setNamed(
        writeNamedWalls([...named.filter((w) => w.name !== name), { name, layout: current ?? automatic }]),
      );
  };
  return (
    <div className="layout-menu" role="toolbar" aria-label="Layout">
      <button type="button" aria-pressed={current === null} onClick={() => choose(null)}>
        Fit
      </button>
      {layouts.map((layout) => (
        <button key={layout} type="button" aria-pressed={current === layout} onClick={() => choose(layout)}>
          {layout.replace('x', '×')}
        </button>
      ))}
      {named.map(({ name, layout }) => (
        <button
          key={name}
          type="button"
          className="layout-named"
          onClick={() => choose(layout)}
          title={`${name}: ${layout}`}
        >
          {name}
        </button>
      ))}
      <details className="layout-save">
        <summary aria-label="Save this layout by name">Save…</summary>
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
