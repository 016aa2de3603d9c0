export { consoleContext } from './console-context.ts';
export { rawSignatureHolds } from './crypto/raw-signature.ts';
export { AreaBus, type AreaEvents } from './events/area-bus.ts';
export type { GatewayDesk, IncomingGateway } from './gateways/gateway-desk.ts';
export { CLOSE, type GatewaySocket } from './gateways/gateway-socket.ts';
export { type Hub, type HubPorts, openHub } from './hub/hub.ts';
export { isReady, type Readiness, readinessOf } from './hub/readiness.ts';
export type { Cosigner, CosignerAnswer } from './log/cosigner.ts';
export { type LastSigned, parseLastSigned } from './log/last-signed.ts';
export { LogError, type LogFault } from './log/log-error.ts';
export type { LogKeyPair } from './log/log-identity.ts';
export type { LogState } from './log/log-sealer.ts';
export type { Appended, NewEntry } from './log/log-writer.ts';
export { openPublicLog, type PublicLog, type PublicLogPorts, publicLogPorts } from './log/public-log.ts';
export type { LogFile } from './log/tile-keeper.ts';
export { NoViewDesk } from './no-view/no-view-desk.ts';
export type { LookPlaces } from './nodes/look-mirror.ts';
export type { NodeHandlers, NodeNet } from './nodes/node-net.ts';
export { BOX_ACTS } from './owners/box-desk.ts';
export { joinAsOwner } from './owners/join.ts';
export { reasonSentence } from './owners/reason-sentences.ts';
export { waiverInForce } from './owners/receipt.ts';
export type { HubLog, Mail, Mailer, Random } from './ports.ts';
export { PROBLEMS, type ProblemCode, type Refused, refuse } from './problems.ts';
export { type FromGateway, Relay, type RelayPorts } from './relay/relay.ts';
export { DROP_CAUSES, type DropCause, RelayTally } from './relay/relay-tally.ts';
export type { SeatChannels, Want } from './relay/seat.ts';
export type { ViewerSink } from './relay/viewer-sink.ts';
export type { ChallengeArea, NewKey } from './sessions/challenge-desk.ts';
export type { AssertionPost, PasskeyKey, Passkeys } from './sessions/passkeys.ts';
export type { Opened, SignInPost } from './sessions/session-desk.ts';
export { IDLE_LOCK_MS, SESSION_MS, type SignedIn } from './sessions/signed-in.ts';
export type { AuditRow, AuditStore, NewAuditRow } from './store/audit-store.ts';
export type {
  AnnouncedCamera,
  CameraState,
  CameraStore,
  CameraTerms,
  CircleCamera,
  ConsentState,
  CurrentTerms,
  NearCamera,
  StoredCamera,
} from './store/camera-store.ts';
export type { ConsentStore, PutConsent, StoredConsent } from './store/consent-store.ts';
export type { EnrolGateway, EnrolmentCode, GatewayStore, StoredGateway } from './store/gateway-store.ts';
export {
  type HubStore,
  type HubStores,
  StoreError,
  type StoreFault,
  type StoreVitals,
} from './store/hub-store.ts';
export type { AcceptIncident, IncidentStore, NewIncident, StoredIncident } from './store/incident-store.ts';
export type { JobHandler, JobOptions, JobPayload, JobQueue, JobRunner } from './store/job-queue.ts';
export type { LogHead, LogRecord, LogRow, LogStore, NewLogRow, Owed } from './store/log-store.ts';
export type {
  LookStore,
  NewLook,
  NewLookCamera,
  NewOutcome,
  OwnerLook,
  OwnerLookCursor,
  OwnerState,
  StoredLook,
  StoredLookCamera,
  ViewerState,
} from './store/look-store.ts';
export type {
  NewAsk,
  NewNoViewCase,
  NoViewCase,
  NoViewEnd,
  NoViewStore,
  NoViewTotals,
  StoredAsk,
} from './store/no-view-store.ts';
export type { LiveNode, NodeNews, NodeStore } from './store/node-store.ts';
export type { NewSealed, OpeningKey, OpeningsStore } from './store/openings-store.ts';
export type { OwnerStore, StoredOwner } from './store/owner-store.ts';
export type { NewInvite, PendingStatement, PeopleStore, StoredInvite } from './store/people-store.ts';
export {
  LOG_ON_FAILURES,
  LOG_ON_LOCK_MS,
  LOG_ON_WINDOW_MS,
  type SessionArea,
  type SessionStore,
  type StoredChallenge,
  type StoredSession,
} from './store/session-store.ts';
export type { SettingName, SettingStore } from './store/setting-store.ts';
export type { StoredStatement } from './store/stored-statement.ts';
export type { PutTrust, TrustKind, TrustStore } from './store/trust-store.ts';
export { type HubTrust, TrustDesk } from './trust/trust-desk.ts';
export { TrustError } from './trust/trust-error.ts';
