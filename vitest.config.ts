import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const cores = availableParallelism();

// Two projects: `unit` needs nothing but Node; `parts` starts real processes (PostgreSQL, RTSP servers, browsers).
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: ['source'] },
        ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
        test: {
          name: 'unit',
          maxWorkers: cores,
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
          exclude: ['**/*.parts.test.ts', '**/dist/**', '**/node_modules/**'],
        },
      },
      {
        resolve: { conditions: ['source'] },
        ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
        test: {
          name: 'parts',
          include: ['packages/*/src/**/*.parts.test.ts', 'apps/*/src/**/*.parts.test.ts'],
          exclude: ['**/dist/**', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // They mostly wait for each other, so one more than there are cores. A part that was not ready in time on a busy machine
          // gets one more try, which the report names.
          maxWorkers: cores + 1,
          sequence: { groupOrder: 1 },
          retry: 1,
        },
      },
    ],
  },
});
