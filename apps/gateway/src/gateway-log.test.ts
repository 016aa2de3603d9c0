import { describe, expect, it } from 'vitest';
import { createGatewayLog } from './gateway-log.ts';

function lines(act: (log: ReturnType<typeof createGatewayLog>) => void): string {
  let all = '';
  act(
    createGatewayLog((line) => {
      all += line;
    }),
  );
  return all;
}

describe('the gateway’s log', () => {
  it.each([
    '\n{"level":60,"msg":"forged"}',
    '\r\nforged',
    '\u001b[2J\u001b[31mforged',
    '\u009b2Jforged',
    '\u2028x',
  ])('stays one line of visible characters with %j in any place', (evil) => {
    const text = lines((log) =>
      log('trust-refused', { gatewayId: evil, nested: { detail: evil }, error: new Error(evil) }),
    );
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.trimEnd()).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(text)).toMatchObject({ gatewayId: evil, nested: { detail: evil } });
  });

  it('holds no password, pass code or camera address that an event carried by mistake', () => {
    const text = lines((log) => {
      log('fault', { error: new Error('rtsp://viewer:hunter2@192.0.2.9/door timed out') });
      log('fault', { password: 'hunter2', mainUrl: 'hunter2', camera: { password: 'hunter2' } });
      log('camera-state', { detail: 'rtsp://hunter2.home/door' });
      log('hub-lost', { detail: 'wss://hub.example/api/gateway/media?token=hunter2' });
    });
    expect(text).not.toMatch(/hunter2|192\.0\.2\.9/);
  });
});
