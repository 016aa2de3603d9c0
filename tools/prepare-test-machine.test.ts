import { describe, expect, it } from 'vitest';
import { type Need, planFor } from './prepare-test-machine.ts';

const browser: Need = { what: 'a browser', packages: ['chromium'], present: () => false };

describe('preparing a test machine', () => {
  it('does nothing when all is there', () => {
    expect(planFor([], { apt: true, root: true, sudo: false })).toEqual({ kind: 'ready' });
  });
  it('installs as root, and with sudo where it needs no password', () => {
    expect(planFor([browser], { apt: true, root: true, sudo: false })).toMatchObject({
      kind: 'install',
      prefix: [],
    });
    expect(planFor([browser], { apt: true, root: false, sudo: true })).toMatchObject({
      prefix: ['sudo', '-n'],
    });
  });
  it('names the command where it may not install', () => {
    const plan = planFor([browser], { apt: true, root: false, sudo: false });
    expect(plan).toEqual({
      kind: 'ask',
      command: expect.stringContaining('apt-get install -y --no-install-recommends chromium'),
    });
  });
  it('names the command where there is no apt-get', () => {
    expect(planFor([browser], { apt: false, root: true, sudo: false }).kind).toBe('ask');
  });
});
