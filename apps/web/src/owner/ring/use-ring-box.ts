import type { BoxCall, OwnerOverview, RingReply } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import { type ApiResult, localFault, okResult } from '../../api/api-result.ts';
import { callBox } from '../owner-calls.ts';

type Box = OwnerOverview['gateways'][number];

/** How the owner stands with Ring, at the one of their boxes that takes part. */
export type RingStand =
  | { readonly kind: 'asking' }
  | { readonly kind: 'none'; readonly offline: boolean }
  | { readonly kind: 'box'; readonly box: Box; readonly ring: RingReply };

/** One call to a box about Ring; a refusal of the box's is a fault with its sentence. */
export async function askRing(box: Box, ask: BoxCall): Promise<ApiResult<RingReply>> {
  const answer = await callBox(box.gatewayId, ask);
  if (answer.kind === 'fault') return answer;
  if (answer.value.kind === 'ring') return okResult(answer.value);
  const sentence =
    answer.value.kind === 'refused' ? answer.value.sentence : 'The box answered something else.';
  return localFault('ring-refused', sentence, '');
}

/** Asks the owner's boxes, one after another, which of them takes part in Ring. */
export function useRingBox(boxes: readonly Box[]): [RingStand, (ring: RingReply) => void] {
  const [stand, setStand] = useState<RingStand>({ kind: 'asking' });
  const ids = boxes.map(({ gatewayId, online }) => `${gatewayId} ${online}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when a box comes or goes, not with each overview
  useEffect(() => {
    let left = false;
    const ask = async (): Promise<void> => {
      for (const box of boxes.filter((each) => each.online)) {
        const answer = await askRing(box, { act: 'ring-devices' });
        if (left) return;
        if (answer.kind === 'ok') return setStand({ kind: 'box', box, ring: answer.value });
        const begun = await askRing(box, { act: 'ring-begin' });
        if (left) return;
        if (begun.kind === 'ok') return setStand({ kind: 'box', box, ring: begun.value });
      }
      setStand({ kind: 'none', offline: boxes.some((each) => !each.online) });
    };
    void ask();
    return () => {
      left = true;
    };
  }, [ids]);
  const renew = useCallback(
    (ring: RingReply) => setStand((before) => (before.kind === 'box' ? { ...before, ring } : before)),
    [],
  );
  return [stand, renew];
}
