import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS } from './tools/chromium-args.ts';

// Debian's Chromium, headless, with software WebGL for the map. As root it needs --no-sandbox.
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: false,
  // On a busy machine a page may come too late; a test that needs its second try is named as flaky.
  retries: 1,
  reporter: 'list',
  use: {
    actionTimeout: 15_000,
    browserName: 'chromium',
    viewport: { width: 1600, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: CHROMIUM_ARGS,
    },
  },
});
