import type { Town, TownPlan } from '@porchlight/town';
import type { LieStage } from '../attack/lie-stage.ts';
import { LIE_NAMES, LIES } from '../attack/lies.ts';
import { playLie } from '../attack/play-lie.ts';
import { CliError } from '../cli-error.ts';
import type { Persona } from '../client/persona.ts';
import type { DemoControls } from './control-server.ts';

/** The town's camera names in the plan become the programme's ids; nothing works before everybody has signed up. */
export function townControls(
  town: Town,
  plan: TownPlan,
  cameraIds: ReadonlyMap<string, string>,
  stage: (LieStage & { readonly origin: string; readonly operator: Persona }) | undefined,
): DemoControls {
  const townCameraOf = new Map([...cameraIds].map(([townCamera, id]) => [id, townCamera]));
  const controls: DemoControls = {
    reportBurglary: () => town.reportBurglary(),
    closeIncident: () => town.closeIncident(),
    setFault: (camera, fault) => town.setFault(townCameraOf.get(camera) ?? camera, fault),
    state: () => ({
      ...town.state(),
      cheats: {
        outside: cameraIds.get(plan.cheats.outside) ?? '',
        noConsent: cameraIds.get(plan.cheats.noConsent) ?? '',
      },
      lies: stage ? LIE_NAMES.map((name) => ({ name, title: LIES[name].title })) : [],
    }),
    async lie(name) {
      const known = LIE_NAMES.find((each) => each === name);
      if (known === undefined || stage === undefined) return undefined;
      const before = town.state().incidentId;
      try {
        return await playLie({ ...stage, demo: { ...stage, controls } }, known);
      } finally {
        if (town.state().incidentId !== before) await town.closeIncident();
      }
    },
  };
  return controls;
}

/** The controls once there are any; a CliError before. */
export function lateControls(held: { current: DemoControls | undefined }): DemoControls {
  const ready = (): DemoControls => {
    if (held.current === undefined) throw new CliError('starting', 'the town is still starting');
    return held.current;
  };
  return {
    reportBurglary: async () => ready().reportBurglary(),
    closeIncident: async () => ready().closeIncident(),
    setFault: (camera, fault) => ready().setFault(camera, fault),
    state: () => ready().state(),
    lie: async (name) => ready().lie(name),
  };
}
