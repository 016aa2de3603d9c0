import { type LookView, type OwnerOverview, ownerOverviewSchema } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import { type ApiResult, type Fault, localFault, okResult } from '../api/api-result.ts';
import { useEvents } from '../api/use-events.ts';
import { loadOverview, stopLooks } from '../owner/owner-calls.ts';
import { type Persona, personasOf } from '../session/key-store.ts';
import { signInWithPersona } from '../session/sign-in-calls.ts';

export interface OwnerPhone {
  readonly overview: OwnerOverview | undefined;
  readonly fault: Fault | undefined;
  readonly busy: boolean;
  /** When STOP was pressed, for the time until the tile is dark. */
  readonly pressedAt: number | undefined;
  stop(): void;
}

/** How many owners are tried before the phone gives up. */
const MOST_TRIES = 4;

/** The page of an owner whose camera is in the look: signed in beside the operator, live. `on` opens it. */
export function useOwnerPhone(on: boolean, look: LookView | undefined): OwnerPhone {
  const [overview, setOverview] = useState<OwnerOverview>();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const [pressedAt, setPressedAt] = useState<number>();
  const requestId = look?.requestId;
  const ready = look !== undefined && mostlyLive(look);
  useEvents(overview ? '/api/owner/events' : null, ownerOverviewSchema, setOverview);
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen once a look, when its first picture runs
  useEffect(() => {
    if (!on || !ready || look === undefined) return undefined;
    let gone = false;
    setPressedAt(undefined);
    watchedOwner(look).then((answer) => {
      if (gone) return;
      if (answer.kind === 'ok') setOverview(answer.value);
      else setFault(answer.fault);
    });
    return () => {
      gone = true;
    };
  }, [on, ready, requestId]);
  const stop = useCallback(async () => {
    setBusy(true);
    setFault(undefined);
    setPressedAt(performance.now());
    const answer = await stopLooks({});
    if (answer.kind === 'fault') setFault(answer.fault);
    setBusy(false);
  }, []);
  return { overview, fault, busy, pressedAt, stop };
}

/** Half of the cameras show pictures: the nearest owner can be found among them. */
function mostlyLive({ cameras }: LookView): boolean {
  const live = cameras.filter((camera) => camera.state === 'live').length;
  return live > 0 && live * 2 >= cameras.length;
}

/** Signs in an owner whose camera somebody looks through: the nearest of those whose address stands on one of its cameras. */
async function watchedOwner(look: LookView): Promise<ApiResult<OwnerOverview>> {
  const owners = await personasOf('owner');
  const named = (owner: Persona) =>
    look.cameras.some((camera) => owner.name.includes(addressOf(camera.label)));
  const ordered = [...owners.filter(named), ...owners.filter((owner) => !named(owner))];
  for (const owner of ordered.slice(0, MOST_TRIES)) {
    const entered = await signInWithPersona(owner, true);
    if (entered.kind === 'fault') return entered;
    const overview = await loadOverview();
    if (overview.kind === 'fault') return overview;
    if (overview.value.watching.length > 0) return okResult(overview.value);
  }
  return localFault(
    'no-owner',
    'This browser holds no key of an owner who is being looked at.',
    'Open the demo by the whole address it printed.',
  );
}

/** Town cameras are called `<address>, <what they look at>`. */
function addressOf(label: string): string {
  return label.split(',')[0] ?? label;
}
