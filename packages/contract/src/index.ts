export {
  BOX_CALL_TIMEOUT_MS,
  type BoxCall,
  type BoxReply,
  boxCallSchema,
  boxReplySchema,
  previewInfo,
} from './box-calls.ts';
export {
  auditPageSchema,
  auditRowSchema,
  type ClerkOverview,
  clerkOverviewSchema,
  clerkStatementAnswerSchema,
  clerkStatementPostSchema,
  inviteAnswerSchema,
  invitePostSchema,
  inviteViewSchema,
  pendingViewSchema,
  policyRuleViewSchema,
  startPostSchema,
} from './clerk-api.ts';
export {
  type ConsoleContext,
  type ConsoleEvent,
  consoleContextSchema,
  consoleEventSchema,
  type IncidentView,
  incidentViewSchema,
  type LookAnswer,
  type LookCameraView,
  type LookView,
  lookAnswerSchema,
  lookCameraViewSchema,
  lookRequestSchema,
  lookViewSchema,
  type RefusalView,
  refusalViewSchema,
} from './console-api.ts';
export {
  type DemoLie,
  type DemoPersonas,
  demoFaultPostSchema,
  demoLiePostSchema,
  demoLieSchema,
  demoPersonasSchema,
  demoReportSchema,
  demoStateSchema,
} from './demo-api.ts';
export {
  boxMacInput,
  ENROLMENT_CODE_MINUTES,
  type EnrolmentSecrets,
  enrolmentCode,
  enrolmentSecrets,
  normaliseEnrolmentCode,
  ownerMacInput,
} from './enrolment.ts';
export { type EpochBody, epochBodySchema } from './epoch-message.ts';
export {
  encodeFrameHeader,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  MAX_MEDIA_MESSAGE_BYTES,
  parseFrameHeader,
  type StreamName,
} from './frame-header.ts';
export {
  CAMERA_STATES,
  type EnrolAnswer,
  type EnrolRequest,
  enrolAnswerSchema,
  enrolRequestSchema,
  type GatewayToHub,
  gatewayToHubSchema,
  HEARTBEAT_MS,
  HEARTBEAT_SILENCE_MS,
  type HubToGateway,
  hubToGatewaySchema,
  LOOK_END_CAUSES,
  type LookCamera,
  type LookEndCause,
  lookCameraSchema,
  MAX_CONTROL_MESSAGE_BYTES,
  MAX_LOG_ENTRIES,
  MAX_LOG_MESSAGE_TEXT,
} from './gateway-messages.ts';
export {
  HOST_CALL_TIMEOUT_MS,
  type HostToHub,
  type HubToHost,
  hostAuthBytes,
  hostedBytes,
  hostToHubSchema,
  hubToHostSchema,
  MAX_HOST_MESSAGE_BYTES,
  type TakenIn,
  takeInPostSchema,
  takenInSchema,
} from './host-messages.ts';
export {
  intakeAnswerSchema,
  intakePostSchema,
  MAX_INTAKE_BODY_BYTES,
  type WebhookCall,
  webhookCallSchema,
} from './intake-api.ts';
export {
  MAX_NODE_MESSAGE_BYTES,
  NODE_BEAT_MS,
  NODE_LEASE_MS,
  type NodeMessage,
  nodeMessageSchema,
} from './node-messages.ts';
export {
  AUDIT_CLOCK_MS,
  AUDIT_PAGE,
  auditBytes,
  auditorPageSchema,
  type OwnerSealed,
  openingKeyPutSchema,
  ownerSealedSchema,
} from './openings-api.ts';
export {
  consentPostSchema,
  gatewayCodePostSchema,
  type OwnerCameraView,
  type OwnerGatewayView,
  type OwnerLookView,
  type OwnerOverview,
  ownerCameraViewSchema,
  ownerGatewayViewSchema,
  ownerLookViewSchema,
  ownerOverviewSchema,
  ownerProfilePutSchema,
  pausePostSchema,
  type Receipt,
  receiptSchema,
  stopPostSchema,
  type Waiver,
  waiverSchema,
  withdrawPostSchema,
} from './owner-api.ts';
export { type Problem, problemSchema } from './problem.ts';
export { type RingChoice, type RingReply, ringReplySchema } from './ring-calls.ts';
export { cameraSecretInfo, type Sealed, sealedSchema, sealKeyBytes, takeInInfo } from './sealed.ts';
export {
  AREAS,
  type Area,
  challengePostSchema,
  challengeSchema,
  inviteUsePostSchema,
  type Me,
  meSchema,
  newKeySchema,
  ownerJoinPostSchema,
  registeredKeySchema,
  type Site,
  signInPostSchema,
  siteSchema,
} from './session-api.ts';
export {
  type KeyFile,
  keyFileSchema,
  type PublicPapers,
  papersSchema,
  type TrustFile,
  trustFileSchema,
} from './trust-file.ts';
export {
  type HubToViewer,
  hubToViewerSchema,
  type ViewerToHub,
  viewerToHubSchema,
} from './viewer-messages.ts';
export {
  WAIVER,
  type WaiverTopic,
  waiverTextHash,
  waiverTopics,
} from './waiver-text.ts';
