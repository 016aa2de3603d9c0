export { type BarCode, barCodeBits, barCodeCell, readBarCode } from './bar-code.ts';
export { TownError, UPDATE_EVERY_MS } from './burglary.ts';
export type { CameraSite } from './camera-sites.ts';
export { readSendTimeSei, sendTimeSei } from './capture-sei.ts';
export { MAP_FILE } from './city-map.ts';
export { type ClipSource, dueMs, pictureAt } from './clip-source.ts';
export { sendCall, webhookSignature } from './dispatch-feed.ts';
export { type House, type Neighbourhood, neighbourhood, type Street } from './neighbourhood.ts';
export type { OrdinaryCall } from './ordinary-calls.ts';
export type { RingFault } from './ring-service/partner-api.ts';
export {
  type PartnerEndpoints,
  RING_LIMITS,
  type RingAccount,
  type RingDevice,
  type RingLimits,
  type RingPartner,
} from './ring-service/ring-account.ts';
export { type RingService, type RingServiceOptions, startRingService } from './ring-service/ring-service.ts';
export type { CameraFault } from './rtsp-connection.ts';
export { type RtspServer, type RtspServerOptions, startRtspServer } from './rtsp-server.ts';
export { AFTERMATH_MS, type RunnerState, runnerAt, SCENARIO_MS } from './runner-path.ts';
export { startTown, type Town, type TownOptions, type TownState } from './start-town.ts';
export { LOOP_MS, loadTownClips, type ScenarioSwitch } from './town-clips.ts';
export {
  rtspUrl,
  type TownCamera,
  type TownConsent,
  type TownGateway,
  type TownOwner,
  type TownPlan,
  townPlan,
} from './town-plan.ts';
