import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { layerFaults, readWorkspaces, type Workspace } from './check-layers.ts';

const workspace = (
  name: string,
  level: number,
  dependencies: string[] = [],
  extra: Partial<Workspace> = {},
): Workspace => ({
  name: `@porchlight/${name}`,
  dir: `packages/${name}`,
  level,
  dependencies,
  references: dependencies,
  imports: [],
  ...extra,
});

describe('the layer check', () => {
  it('finds no fault in this repository', () => {
    expect(layerFaults(readWorkspaces(fileURLToPath(new URL('..', import.meta.url))))).toEqual([]);
  });

  it('refuses an import of the same or a larger level', () => {
    const faults = layerFaults([workspace('a', 1, ['@porchlight/b']), workspace('b', 1)]);
    expect(faults).toEqual([expect.stringContaining('only smaller levels')]);
  });

  it('refuses an import that the manifest does not declare', () => {
    const faults = layerFaults([workspace('a', 1), workspace('b', 2, [], { imports: ['@porchlight/a'] })]);
    expect(faults).toEqual([expect.stringContaining('without declaring it')]);
  });

  it('refuses the town and the test kit outside the command', () => {
    const faults = layerFaults([workspace('hub', 9, ['@porchlight/town']), workspace('town', 8)]);
    expect(faults).toEqual([expect.stringContaining('tests, demo and bench only')]);
  });

  it('refuses a project reference that the manifest does not name, and the other way round', () => {
    const a = workspace('a', 1);
    expect(layerFaults([a, workspace('b', 2, [], { references: ['@porchlight/a'] })])).toHaveLength(1);
    expect(layerFaults([a, workspace('b', 2, ['@porchlight/a'], { references: [] })])).toHaveLength(1);
  });
});
