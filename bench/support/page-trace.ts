import type { CDPSession, Page } from '@playwright/test';

/** One piece of work as Chromium's trace tells it; microseconds. */
interface TraceEvent {
  readonly name: string;
  /** `X`: with its duration; `M`: about a process or thread. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly functionName?: string } };
}

const CATEGORIES = ['devtools.timeline', 'toplevel'];
const LONG_US = 50_000;
/** A task as the browser schedules it; what it spends itself is native and has no other name. */
const TASK = 'ThreadControllerImpl::RunTask';

/** What holds up a page's own thread for longer than 50 ms at a time. Tracing costs some time itself. */
export class PageTrace {
  readonly #session: CDPSession;
  readonly #events: TraceEvent[] = [];

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('Tracing.dataCollected', ({ value }) => {
      for (const event of value) this.#events.push(event as unknown as TraceEvent);
    });
  }

  static async begin(page: Page): Promise<PageTrace> {
    const session = await page.context().newCDPSession(page);
    const trace = new PageTrace(session);
    await session.send('Tracing.start', {
      traceConfig: { includedCategories: CATEGORIES },
      transferMode: 'ReportEvents',
    });
    return trace;
  }

  /** A table: how many tasks were long, and the kinds of work with the most time of their own in them. */
  async end(most: number): Promise<string> {
    const done = new Promise<void>((resolve) =>
      this.#session.once('Tracing.tracingComplete', () => resolve()),
    );
    await this.#session.send('Tracing.end');
    await done;
    return tableOf(longTasks(this.#pageThread()), most);
  }

  /** Finished work of the busiest page's thread, in order. */
  #pageThread(): TraceEvent[] {
    const threads = new Map<string, TraceEvent[]>();
    const pages = this.#events.filter(({ ph, args }) => ph === 'M' && args?.name === 'CrRendererMain');
    for (const { pid, tid } of pages) threads.set(`${pid} ${tid}`, []);
    for (const event of this.#events)
      if (event.ph === 'X') threads.get(`${event.pid} ${event.tid}`)?.push(event);
    const [busiest = []] = [...threads.values()].sort((a, b) => b.length - a.length);
    return busiest.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  }
}

interface Long {
  readonly tasks: number;
  /** Milliseconds of its own by kind of work. */
  readonly own: ReadonlyMap<string, number>;
}

function longTasks(events: readonly TraceEvent[]): Long {
  const own = new Map<string, number>();
  const add = (name: string, us: number): void => void own.set(name, (own.get(name) ?? 0) + us / 1000);
  const open: { readonly name: string; readonly until: number }[] = [];
  let tasks = 0;
  for (const { name, ts, dur = 0, args } of events) {
    while (open.length > 0 && (open.at(-1)?.until ?? 0) <= ts) open.pop();
    if (open.length === 0) {
      if (dur < LONG_US) continue;
      tasks += 1;
    }
    const parent = open.at(-1);
    if (parent) add(parent.name, -dur);
    const called = args?.data?.functionName;
    const full = called ? `${name} ${called}` : name === TASK ? 'native, without a name' : name;
    add(full, dur);
    open.push({ name: full, until: ts + dur });
  }
  return { tasks, own };
}

function tableOf({ tasks, own }: Long, most: number): string {
  const all = [...own.values()].reduce((sum, ms) => sum + ms, 0);
  const rows = [...own].sort(([, a], [, b]) => b - a).slice(0, most);
  const line = (ms: number, what: string): string =>
    `${ms.toFixed(0).padStart(8)} ${((ms / all) * 100).toFixed(1).padStart(5)} %  ${what}`;
  return [line(all, `ms in ${tasks} tasks over 50 ms`), ...rows.map(([what, ms]) => line(ms, what))].join(
    '\n',
  );
}
