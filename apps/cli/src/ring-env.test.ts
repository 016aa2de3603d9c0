import { describe, expect, it } from 'vitest';
import { ringFromEnv } from './ring-env.ts';

const ALL = {
  PORCHLIGHT_RING_CLIENT_ID: 'id',
  PORCHLIGHT_RING_CLIENT_SECRET: 'secret',
  PORCHLIGHT_RING_HMAC_KEY: 'key',
  PORCHLIGHT_RING_APP_URL: 'https://ring.example/app',
  PORCHLIGHT_RING_LISTEN: '127.0.0.1:9000',
};

describe('the settings for Ring', () => {
  it('are absent when nothing is set', () => {
    expect(ringFromEnv({ PATH: '/bin' })).toBeUndefined();
  });

  it('lead to Ring’s own service unless told otherwise', () => {
    expect(ringFromEnv(ALL)).toMatchObject({
      apiUrl: 'https://api.amazonvision.com',
      listen: { host: '127.0.0.1', port: 9000 },
    });
  });

  it('name the one that is missing, and one that is not known', () => {
    const { PORCHLIGHT_RING_HMAC_KEY: _, ...rest } = ALL;
    expect(() => ringFromEnv(rest)).toThrow('PORCHLIGHT_RING_HMAC_KEY');
    expect(() => ringFromEnv({ ...ALL, PORCHLIGHT_RING_SECRET: 'x' })).toThrow('PORCHLIGHT_RING_SECRET');
    expect(() => ringFromEnv({ ...ALL, PORCHLIGHT_RING_LISTEN: 'here' })).toThrow('PORCHLIGHT_RING_LISTEN');
  });
});
