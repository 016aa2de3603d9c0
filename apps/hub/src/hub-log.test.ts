import { describe, expect, it } from 'vitest';
import { createHubLog } from './hub-log.ts';

function lines(act: (log: ReturnType<typeof createHubLog>) => void): string {
  let all = '';
  act(
    createHubLog((line) => {
      all += line;
    }),
  );
  return all;
}

describe('the hub’s log', () => {
  it.each([
    '\n{"level":60,"msg":"forged"}',
    '\r\nforged',
    '\u001b[2J\u001b[31mforged',
    '\u009b2Jforged',
    '\u2028x',
  ])('stays one line of visible characters with %j in any place', (evil) => {
    const text = lines((log) =>
      log.warn({ gatewayId: evil, nested: { detail: evil }, err: new Error(evil) }, `refused ${evil}`),
    );
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.trimEnd()).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(text)).toMatchObject({ gatewayId: evil, nested: { detail: evil } });
  });

  it('holds no password, cookie, token, camera address or e-mail address that an event carried by mistake', () => {
    const text = lines((log) => {
      log.error({ err: new Error('postgres://hub:hunter2@db/porchlight refused') }, 'a call failed');
      log.warn({ url: '/api/gateway/media?token=hunter2' }, 'refused');
      log.warn({ token: 'hunter2', cookie: 'hunter2', headers: { cookie: 'hunter2' } }, 'refused');
      log.warn({ req: { cookie: 'porchlight_owner=hunter2', email: 'hunter2@example.org' } }, 'refused');
      log.info({ detail: 'rtsp://hunter2.home/door' }, 'camera');
      log.info({}, 'Bearer hunter2hunter2');
    });
    expect(text).not.toContain('hunter2');
  });
});
