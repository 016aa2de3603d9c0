import { readdir, readFile } from 'node:fs/promises';
import { share } from '../bench/support/figures.ts';
import { CallLoad } from './support/call-load.ts';
import { lookAt } from './support/heals.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';
import { type SoakProgramme, startSoakProgramme } from './support/soak-programme.ts';

const PARTS = ['hub', 'gateway', 'intake'] as const;
type Watched = (typeof PARTS)[number];
interface Sample {
  readonly residentMb: number;
  readonly descriptors: number;
}

const SAMPLE_MS = 1000;
const LOOK_MS = 1500;
const WITHIN_MS = 20_000;
/** What the last quarter may lie over the second one: a heap that is not yet collected, no leak of a day. */
const MORE = { part: 0.15, residentMb: 15, descriptors: 6 } as const;

/**
 * A day in minutes: calls at ten a second (a city's 2,000 in less than four minutes), one look after another, memory and
 * descriptors of hub, gateway and intake sampled all the while.
 */
export async function day({ minutes, onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme();
  const samples: Record<Watched, Sample[]> = { hub: [], gateway: [], intake: [] };
  const load = new CallLoad(programme);
  const sampler = setInterval(() => void sampleAll(programme, samples).catch(() => undefined), SAMPLE_MS);
  let looks = 0;
  let rejected = 0;
  let pictures = 0;
  try {
    for (const end = performance.now() + minutes * 60_000; performance.now() < end; looks++) {
      const watching = await lookAt(programme, `day-${looks}`, WITHIN_MS);
      await new Promise((later) => setTimeout(later, LOOK_MS));
      for (const seen of watching.viewer.cameras.values()) {
        rejected += seen.rejected;
        pictures += seen.pictures;
      }
      await watching.close();
    }
    await load.stop();
  } finally {
    clearInterval(sampler);
    await load.stop().catch(() => undefined);
    await programme.close();
  }
  const grown = PARTS.map((part) => growthOf(part, samples[part]));
  for (const each of grown) onProgress(each.line);
  return {
    scenario: 'day',
    done: `${minutes} min: ${load.acknowledged.length} statements of calls, ${looks} looks, ${pictures} pictures`,
    kept: [
      {
        promise: 'memory of hub, gateway and intake is flat',
        tried: PARTS.length,
        broken: grown.filter(({ memory }) => !memory).length,
      },
      {
        promise: 'their descriptors are',
        tried: PARTS.length,
        broken: grown.filter(({ descriptors }) => !descriptors).length,
      },
      { promise: 'a picture that arrives opens under its key', tried: pictures, broken: rejected },
    ],
    recoveries: {},
  };
}

async function sampleAll(programme: SoakProgramme, samples: Record<Watched, Sample[]>): Promise<void> {
  for (const part of PARTS) {
    const pid = await programme.pid(part);
    const [status, open] = await Promise.all([
      readFile(`/proc/${pid}/status`, 'utf8'),
      readdir(`/proc/${pid}/fd`),
    ]);
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    samples[part].push({ residentMb: kilobytes / 1024, descriptors: open.length });
  }
}

/** The second quarter of the time against the last: the first is warming up. */
function growthOf(part: Watched, samples: readonly Sample[]) {
  const quarter = Math.floor(samples.length / 4);
  const of = (name: keyof Sample, from: number): number =>
    share(
      samples.slice(from, from + quarter).map((sample) => sample[name]),
      0.5,
    );
  const [early, late] = [quarter, quarter * 3].map((from) => ({
    residentMb: of('residentMb', from),
    descriptors: of('descriptors', from),
  })) as [Sample, Sample];
  const figures = `${early.residentMb.toFixed(0)} → ${late.residentMb.toFixed(0)} MB, ${early.descriptors} → ${late.descriptors} descriptors`;
  return {
    line: `${part}: ${figures}`,
    memory: late.residentMb <= early.residentMb * (1 + MORE.part) + MORE.residentMb,
    descriptors: late.descriptors <= early.descriptors + MORE.descriptors,
  };
}
