import { expect, it } from 'vitest';
import { intakeLog } from './intake-log.ts';

it('the intake’s log stays one visible line, without secrets, whatever a report holds', () => {
  let all = '';
  const log = intakeLog((line) => {
    all += line;
  });
  const evil = '\r\n\u001b[2Jforged\u009b\u2028';
  log('report-refused', { field: evil, code: 'malformed' });
  log('hub-unreachable', { detail: 'https://hub:hunter2@example.org Bearer hunter2' });
  expect(all.match(/\n/g)).toHaveLength(2);
  expect(all.replaceAll('\n', '')).toMatch(/^[\x20-\x7e]*$/);
  expect(all).not.toContain('hunter2');
  expect(JSON.parse(all.split('\n')[0] ?? '')).toMatchObject({ field: evil });
});
