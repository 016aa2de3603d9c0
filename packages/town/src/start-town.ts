import { Burglary } from './burglary.ts';
import type { ClipSource } from './clip-source.ts';
import { startControlServer } from './control-server.ts';
import { type OrdinaryDay, startOrdinaryDay } from './ordinary-day.ts';
import type { CameraFault } from './rtsp-connection.ts';
import { startRtspServer } from './rtsp-server.ts';
import { loadTownClips, type ScenarioSwitch } from './town-clips.ts';
import type { TownPlan } from './town-plan.ts';

export interface TownOptions {
  readonly plan: TownPlan;
  /** 0 or absent: any free port. */
  readonly rtspPort?: number;
  /** Absent: no control port. 0: any free one. */
  readonly controlPort?: number;
  readonly intakeUrl: string;
  readonly webhookSecret: string;
  /** Whether dispatch plays an ordinary day from the start. */
  readonly ordinaryDay: boolean;
  /** How much faster than real time the ordinary day goes; 1 when absent. */
  readonly speed?: number;
}

export interface TownState {
  readonly incidentId: string | null;
  /** Milliseconds since the scenario began on the cameras; negative until it does. */
  readonly scenarioMs: number | null;
  readonly ordinaryDay: boolean;
  readonly cheats: TownPlan['cheats'];
}

/** The simulated town, running in this process. */
export interface Town {
  readonly rtspPort: number;
  readonly controlPort: number | undefined;
  /** What each camera shows, by mount; the scenario plays in them too. */
  readonly clips: ReadonlyMap<string, ClipSource>;
  /** Rejects with TownError when intake does not take the call. */
  reportBurglary(): Promise<{ incidentId: string }>;
  closeIncident(): Promise<void>;
  setOrdinaryDay(on: boolean): void;
  /** Breaks or mends both streams of a camera. Throws RangeError for an unknown camera. */
  setFault(camera: string, fault: CameraFault): void;
  state(): TownState;
  /** Stops everything; the event loop is empty afterwards. */
  close(): Promise<void>;
}

/** Starts the cameras' RTSP server on 127.0.0.1 and the dispatch feed. */
export async function startTown(options: TownOptions): Promise<Town> {
  const { plan, intakeUrl, webhookSecret } = options;
  const scenario: ScenarioSwitch = { startsAt: undefined };
  const mounts = loadTownClips(scenario);
  const rtsp = await startRtspServer({
    port: options.rtspPort ?? 0,
    host: '127.0.0.1',
    users: plan.rtspUsers,
    mounts,
  });
  const now = Date.now;
  const run = `T${now().toString(36)}`;
  const burglary = new Burglary({ plan, scenario, intakeUrl, webhookSecret, now, run });
  let day: OrdinaryDay | undefined;
  const setOrdinaryDay = (on: boolean): void => {
    if (on === (day !== undefined)) return;
    day?.close();
    const speed = options.speed ?? 1;
    const each = { intakeUrl, webhookSecret, calls: plan.ordinaryCalls, speed, now };
    day = on ? startOrdinaryDay({ ...each, run: `T${now().toString(36)}` }) : undefined;
  };
  const controls = {
    reportBurglary: () => burglary.report(),
    closeIncident: () => burglary.closeIncident(),
    setOrdinaryDay,
    setFault: (camera: string, fault: CameraFault) => {
      for (const stream of ['main', 'sub']) rtsp.setFault(`/${camera}/${stream}`, fault);
    },
    state: (): TownState => ({
      incidentId: burglary.incidentId ?? null,
      scenarioMs: scenario.startsAt === undefined ? null : now() - scenario.startsAt,
      ordinaryDay: day !== undefined,
      cheats: plan.cheats,
    }),
  };
  const control =
    options.controlPort === undefined ? undefined : await startControlServer(options.controlPort, controls);
  setOrdinaryDay(options.ordinaryDay);
  return {
    ...controls,
    rtspPort: rtsp.port,
    clips: mounts,
    controlPort: control?.port,
    close: async () => {
      day?.close();
      burglary.close();
      await Promise.all([rtsp.close(), control?.close()]);
    },
  };
}
