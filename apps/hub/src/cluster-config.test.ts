import { expect, test } from 'vitest';
import { clusterOf, type HubConfig, readConfig } from './hub-config.ts';

const listen = { host: '127.0.0.1', port: 8081 };
const base: HubConfig = {
  listen,
  trustFile: 'trust.json',
  logKeyFile: 'log.json',
  stateDir: 'state',
  webDir: 'web',
  databaseUrl: 'postgres://porchlight@db/porchlight',
  cluster: { listen },
  clusterSecret: 'a secret that the hubs of one city share',
};
const of = (changes: Partial<HubConfig>) => clusterOf(readConfig({ ...base, ...changes }));
const { databaseUrl: _, ...withoutDatabase } = base;
const { clusterSecret: __, ...withoutSecret } = base;

test('one hub alone needs nothing of it, also with the secret set', () => {
  const { cluster: _cluster, ...alone } = base;
  expect(clusterOf(readConfig(alone))).toBeUndefined();
});

test('several need secret, database and port, and leave within five seconds unless told', () => {
  expect(of({})).toEqual({ listen, leaveMs: 5000, secret: base.clusterSecret });
});

test.each([
  ['no secret', withoutSecret, 'set PORCHLIGHT_CLUSTER_SECRET to the same'],
  ['no database', withoutDatabase, 'set DATABASE_URL to the same server'],
  [
    'another machine without encryption',
    { ...base, cluster: { listen: { host: '10.0.0.1', port: 1 } } },
    '--tls-cert',
  ],
])('refuses %s and says what to give', (_name, config, sentence) => {
  expect(() => clusterOf(readConfig(config as HubConfig))).toThrow(sentence);
});

test('a short secret is refused by its name, and never repeated', () => {
  expect(() => of({ clusterSecret: 'short' })).toThrow(
    /^The option clusterSecret of the hub is missing or not/,
  );
});
