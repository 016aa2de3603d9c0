import type { Clock } from '@porchlight/domain';
import type { Cosigner } from '@porchlight/hub-core';
import type { NoteSigner, VerifierKey } from '@porchlight/translog';
import { makeWitnessState, openWitness, type StateFiles } from '@porchlight/witness';

/** A witness in the same process, whose disk is memory and whose time is the test's clock. */
export async function playedWitness(signer: NoteSigner, log: VerifierKey, clock: Clock): Promise<Cosigner> {
  const state = memoryFiles();
  await makeWitnessState(state);
  const witness = await openWitness({ state, key: signer, logs: [log], clock: () => clock.now() });
  return {
    name: signer.key.name,
    key: signer.key,
    async addCheckpoint(body) {
      const answer = await witness.addCheckpoint(body);
      if (answer.kind === 'cosigned') return { kind: 'signatures', lines: answer.lines };
      return answer.kind === 'conflict' ? answer : { kind: 'refused', detail: answer.kind };
    },
  };
}

function memoryFiles(): StateFiles {
  const files = new Map<string, Uint8Array>();
  return {
    read: async (name) => files.get(name) ?? null,
    keep: async (name, bytes) => void files.set(name, bytes),
  };
}
