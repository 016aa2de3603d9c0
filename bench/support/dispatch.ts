import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendCall } from '@porchlight/town';
import type { Demo } from '../../apps/cli/dist/demo/start-demo.js';

/** One call as a dispatch system hands it to the demo's intake. */
export interface BenchCall {
  readonly call: string;
  readonly place: string;
  /** From 1, one more for each statement of the same call. */
  readonly update: number;
  readonly status: 'open' | 'closed';
  /** Degrees north of the town's burglary. */
  readonly north: number;
}

/** A burglary in the town, told to intake; rejects when it is not taken. */
export async function tellIntake(demo: Demo, { north, ...call }: BenchCall): Promise<void> {
  const [{ webhookSecret }] = JSON.parse(readFileSync(join(demo.dir, 'feeds.json'), 'utf8'));
  const intakeUrl = demo.parts['intake']?.url ?? '';
  const { position, nature } = demo.plan.incident;
  const now = Date.now();
  const sent = await sendCall(
    { intakeUrl, webhookSecret },
    {
      ...call,
      nature,
      position: { ...position, lat: position.lat + north },
      reportedAt: new Date(now).toISOString(),
    },
    now,
  );
  if (sent.kind !== 'sent') throw new Error(`intake took no call: ${JSON.stringify(sent)}`);
}
