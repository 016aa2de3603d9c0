import type { OwnerSealed } from '@porchlight/contract';
import { type IncidentStatement, readStatement, type StatementOf } from '@porchlight/statements';
import { type Openings, readDisclosure } from '@porchlight/statements/leaf';
import { openSealed } from '@porchlight/statements/sealed';
import type { DeviceKey } from './opening-key.ts';

/** One look at one camera, as this device opened it. What it says is checked against the log only on its proof page. */
export interface OpenedLook {
  readonly index: number;
  readonly part: number;
  readonly openings: Openings;
  readonly askedAt: number | null;
  readonly cameraLabel: string | undefined;
  readonly incident: IncidentStatement | undefined;
}

/** Undefined when this device cannot open it. */
export async function openLook(
  { part, openings: sealed }: OwnerSealed,
  { pair }: DeviceKey,
): Promise<OpenedLook | undefined> {
  const openings = await openSealed(sealed, pair);
  const [request] = openings?.entries ?? [];
  if (openings === undefined || request === undefined) return undefined;
  const opened = request.disclosures.map(readDisclosure);
  const askedAt = opened.find((each) => each?.path === 'issuedAt')?.value;
  const slot = opened.find((each) => each?.path.startsWith('slot/'))?.value;
  const cameraId = Array.isArray(slot) ? slot[0] : undefined;
  const { papers } = request;
  const [consent] = await Promise.all((papers?.consents ?? []).map((paper) => statement('consent', paper)));
  return {
    index: sealed.index,
    part,
    openings,
    askedAt: typeof askedAt === 'number' ? askedAt : null,
    cameraLabel: consent?.cameras.find((camera) => camera.cameraId === cameraId)?.label,
    incident: papers?.incident && (await statement('incident', papers.incident)),
  };
}

async function statement<K extends 'incident' | 'consent'>(
  kind: K,
  envelope: Parameters<typeof readStatement>[1],
): Promise<StatementOf<K> | undefined> {
  const read = await readStatement(kind, envelope);
  return read.kind === 'ok' ? read.value.statement : undefined;
}
