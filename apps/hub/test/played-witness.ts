import type { Clock } from '@porchlight/domain';
import type { Cosigner } from '@porchlight/hub-core';
import {
  cosign,
  decideAddCheckpoint,
  formatSignatureLine,
  type NoteSigner,
  parseAddCheckpoint,
  type VerifierKey,
} from '@porchlight/translog';

/** A witness in the same process, that decides as the specification says and goes by the test's clock. */
export function playedWitness(signer: NoteSigner, log: VerifierKey, clock: Clock): Cosigner {
  let latest: { readonly size: number; readonly root: Uint8Array } | undefined;
  return {
    name: signer.key.name,
    key: signer.key,
    async addCheckpoint(body) {
      const request = parseAddCheckpoint(body);
      if (request.kind === 'malformed') return { kind: 'refused', detail: request.problem };
      const decision = await decideAddCheckpoint(request, { keys: [log], latest });
      if (decision.kind === 'conflict') return decision;
      if (decision.kind !== 'cosign') return { kind: 'refused', detail: decision.kind };
      latest = decision.latest;
      const time = Math.floor(clock.now() / 1000);
      return {
        kind: 'signatures',
        lines: formatSignatureLine(await cosign(request.note.text, time, signer)),
      };
    },
  };
}
