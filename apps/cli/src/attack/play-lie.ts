import { reasonSentence } from '@porchlight/hub-core';
import { CliError } from '../cli-error.ts';
import { MediaViewer } from '../client/media-viewer.ts';
import { OperatorClient } from '../client/operator-client.ts';
import type { Demo } from '../demo/start-demo.ts';
import type { LieStage } from './lie-stage.ts';
import { LIES, type LieName } from './lies.ts';

/** What a lie led to. */
export interface LieOutcome {
  readonly name: LieName;
  readonly title: string;
  /** Why the box refused, as its owner reads it. */
  readonly sentences: string[];
  /** Pictures that reached the operator: 0. */
  readonly pictures: number;
  /** Pictures of the next, honest request: the box is well. */
  readonly afterwards: number;
}

const LIMIT_MS = 20_000;

/** The camera that is lied about: one whose gateway the relay stands before, and that the burglary's circle holds. */
export interface Stage extends LieStage {
  readonly demo: Pick<Demo, 'origin' | 'operator' | 'controls'>;
}

/** Asks for one camera by way of a hub that lies, then honestly; every part is the real one. Throws CliError when a lie works. */
export async function playLie(stage: Stage, name: LieName): Promise<LieOutcome> {
  const { demo, relay, cameraId } = stage;
  const operator = await OperatorClient.signIn(demo.origin, demo.operator);
  try {
    const incidentId = await openIncident(stage, operator);
    relay.lie = LIES[name].tell;
    const { reasons, pictures } = await liedTo(stage, operator, incidentId);
    relay.lie = undefined;
    if (pictures > 0 || !reasons.includes(LIES[name].named))
      throw new CliError('lie', `${name}: ${pictures} pictures, refused as ${reasons.join(', ')}`);
    const honest = await honestly(operator, incidentId, cameraId);
    if (pictures > 0)
      throw new CliError('lie', `${pictures} pictures left the box although the hub lied (${name})`);
    return {
      name,
      title: LIES[name].title,
      sentences: reasons.map(reasonSentence),
      pictures,
      afterwards: honest,
    };
  } finally {
    relay.lie = undefined;
    operator.close();
  }
}

async function openIncident({ demo }: Stage, operator: OperatorClient): Promise<string> {
  const standing = demo.controls.state().incidentId;
  const incidentId =
    standing !== null && operator.incident(standing)?.status === 'open'
      ? standing
      : (await demo.controls.reportBurglary()).incidentId;
  await operator.until('the incident', () => operator.incident(incidentId)?.circle ?? undefined);
  return incidentId;
}

async function ask(operator: OperatorClient, incidentId: string, cameraId: string) {
  const { answer, keys } = await operator.ask(incidentId, { maxCameras: 1, minutes: 5, cameras: [cameraId] });
  if (answer.kind === 'refused')
    throw new CliError('refused', answer.refusals.map(({ sentence }) => sentence).join(' '));
  const { requestId } = answer.look;
  const viewer = await MediaViewer.open(operator.client, keys);
  viewer.watch(requestId, [cameraId]);
  return {
    requestId,
    pictures: () => (viewer.cameras.get(cameraId)?.firstPictureAt === undefined ? 0 : 1),
    close: () => viewer.close(),
  };
}

async function liedTo(stage: Stage, operator: OperatorClient, incidentId: string) {
  const asked = await ask(operator, incidentId, stage.cameraId);
  try {
    const reasons = await refusal(stage, asked.requestId);
    return { reasons, pictures: asked.pictures() };
  } finally {
    asked.close();
  }
}

/** The box is asked again without a lie, until it has read the log as it is. */
async function honestly(operator: OperatorClient, incidentId: string, cameraId: string): Promise<number> {
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; ) {
    const asked = await ask(operator, incidentId, cameraId);
    await wait(() => asked.pictures() > 0, 3000);
    const pictures = asked.pictures();
    await operator.client.send('POST', `/api/console/looks/${asked.requestId}/end`, {});
    asked.close();
    if (pictures > 0) return pictures;
  }
  throw new CliError('timeout', 'the box did not come back after the lie');
}

/** What the box wrote down. */
async function refusal({ gateway, cameraId }: Stage, requestId: string): Promise<readonly string[]> {
  let reasons: readonly string[] | undefined;
  await wait(async () => {
    reasons = await gateway.refusal(requestId, cameraId);
    return reasons !== undefined;
  }, LIMIT_MS);
  if (reasons === undefined) throw new CliError('timeout', 'the box did not refuse');
  return reasons;
}

async function wait(done: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  for (const end = performance.now() + limitMs; performance.now() < end; ) {
    if (await done()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
