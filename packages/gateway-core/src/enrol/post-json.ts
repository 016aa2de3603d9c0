import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { PostJson } from './enrol.ts';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;

/** A {@link PostJson} to one hub, by `ca` (PEM) when it is given: at most 10 s and 256 KB; redirects are not followed. */
export function postJsonTo(hub: URL, ca: string | undefined): PostJson {
  return (path, body) =>
    new Promise((done) => {
      const bytes = Buffer.from(JSON.stringify(body));
      const send = hub.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(
        new URL(path, hub),
        {
          method: 'POST',
          agent: false,
          signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: { 'content-type': 'application/json', 'content-length': bytes.length },
          ...(ca === undefined ? {} : { ca }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) request.destroy();
            else chunks.push(chunk);
          });
          response.on('end', () => done({ status: response.statusCode ?? 0, json: parse(chunks) }));
          response.on('close', () => done(undefined));
        },
      );
      request.on('error', () => done(undefined));
      request.end(bytes);
    });
}

function parse(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
