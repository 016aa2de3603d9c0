import type { VerifierKey } from '@porchlight/translog';
import type { Cosigner, CosignerAnswer } from './cosigner.ts';

/** A witness that has not answered after this long is left out of the round. */
const TIMEOUT_MS = 2000;
/** Largest answer that is read, bytes. */
const MAX_ANSWER = 16 * 1024;

/** A witness over HTTP: `<url>/add-checkpoint`. The connection is kept between calls by Node's own agent. */
export function httpCosigner(name: string, key: VerifierKey, url: string): Cosigner {
  const address = `${url.replace(/\/$/, '')}/add-checkpoint`;
  return {
    name,
    key,
    async addCheckpoint(body) {
      try {
        const answer = await fetch(address, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/octet-stream' },
          signal: AbortSignal.timeout(TIMEOUT_MS),
          redirect: 'error',
        });
        return readAnswer(answer.status, await textOf(answer));
      } catch (error) {
        return { kind: 'unreachable', detail: error instanceof Error ? error.name : 'failed' };
      }
    },
  };
}

function readAnswer(status: number, text: string): CosignerAnswer {
  if (status === 200) return { kind: 'signatures', lines: text };
  const size = /^(0|[1-9]\d{0,15})\n?$/.exec(text)?.[1];
  if (status === 409 && size !== undefined && Number.isSafeInteger(Number(size)))
    return { kind: 'conflict', size: Number(size) };
  return { kind: 'refused', detail: `status ${status}` };
}

async function textOf(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > MAX_ANSWER) throw new RangeError('the answer is too long');
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
