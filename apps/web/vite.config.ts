import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const PAGES = ['index', 'console', 'owner', 'clerk', 'start', 'invite', 'demo', 'public', 'no-view'] as const;
const page = (name: string): string => fileURLToPath(new URL(`./${name}.html`, import.meta.url));

// One entry a page, so that an owner's phone never loads the console. Nothing is inlined: the CSP allows own files only.
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'production', 'default'] },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: Object.fromEntries(PAGES.map((name) => [name, page(name)])) },
  },
});
