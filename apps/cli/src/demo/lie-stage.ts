import { distanceM } from '@porchlight/domain';
import type { TownPlan } from '@porchlight/town';
import { CliError } from '../cli-error.ts';

/** The consenting camera nearest to the burglary, and its gateway. */
export function lieStage(plan: TownPlan): { readonly townCamera: string; readonly gatewayId: string } {
  const { position } = plan.incident;
  const near = plan.cameras
    .filter((camera) =>
      plan.consents.some(
        ({ cameraId, tier, classes }) =>
          cameraId === camera.id && tier === 'incident' && classes.includes('burglary'),
      ),
    )
    .toSorted((a, b) => distanceM(a.pose.position, position) - distanceM(b.pose.position, position));
  const [camera] = near;
  if (camera === undefined) throw new CliError('plan', 'no camera of the town takes part');
  return { townCamera: camera.id, gatewayId: camera.gatewayId };
}
