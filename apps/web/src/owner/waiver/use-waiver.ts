import { type Waiver, waiverTextHash } from '@porchlight/contract';
import { useEffect, useState } from 'react';
import { type Fault, localFault } from '../../api/api-result.ts';
import { loadReceipt, loadWaiver } from '../owner-calls.ts';

export type WaiverLoad =
  | { readonly kind: 'loading' }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'ready'; readonly waiver: Waiver; readonly sameTextSigned: boolean };

/** The text in force, checked against its hash here, and whether the newest signature was given over the same text. */
export function useWaiver(signedVersion: number): WaiverLoad {
  const [load, setLoad] = useState<WaiverLoad>({ kind: 'loading' });
  // Only what was signed before this visit counts: signing must not send the reader back to the beginning.
  const [before] = useState(signedVersion);
  useEffect(() => {
    let gone = false;
    fetchWaiver(before).then((next) => !gone && setLoad(next));
    return () => {
      gone = true;
    };
  }, [before]);
  return load;
}

async function fetchWaiver(signedVersion: number): Promise<WaiverLoad> {
  const answer = await loadWaiver();
  if (answer.kind === 'fault') return answer;
  const waiver = answer.value;
  if ((await waiverTextHash(waiver.text)) !== waiver.textHash)
    return localFault(
      'waiver-altered',
      'The text does not match its own checksum, so it must not be signed.',
      'Load the page again. If it stays so, tell the programme’s office.',
    );
  const receipt = signedVersion > 0 ? await loadReceipt(signedVersion) : undefined;
  const sameTextSigned = receipt?.kind === 'ok' && receipt.value.waiver.textHash === waiver.textHash;
  return { kind: 'ready', waiver, sameTextSigned };
}
