import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { LIES } from '../apps/cli/dist/attack/lies.js';
import { CLI } from './support/real-programme.ts';

const run = promisify(execFile);

test('whatever the hub lies about, no picture leaves the box, which names the lie and is well afterwards', async () => {
  test.setTimeout(180_000);
  const { stdout } = await run(process.execPath, [CLI, 'demo', '--attack', 'all']);
  for (const name of Object.keys(LIES)) expect(stdout).toContain(`${name}: `);
  expect(stdout.match(/No picture left the box/g)).toHaveLength(Object.keys(LIES).length);
  expect(stdout.match(/Asked honestly again, it opens/g)).toHaveLength(Object.keys(LIES).length);
});
