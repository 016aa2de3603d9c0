import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** True when the caller may read the figures of the process. */
export type MonitorCheck = (request: FastifyRequest) => boolean;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
/** What a proxy adds; a call that came through one is not from this machine. */
const PROXIED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * With a token: whoever sends it as `Authorization: Bearer`, from wherever. Without one: programs on this machine that connect
 * directly.
 */
export function monitorCheck(token: string | undefined): MonitorCheck {
  if (token === undefined)
    return ({ socket, headers }) =>
      LOOPBACK.test(socket.remoteAddress ?? '') && !PROXIED.some((name) => headers[name] !== undefined);
  const expected = digest(token);
  return ({ headers }) => {
    const given = /^Bearer (\S{1,400})$/.exec(headers.authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
