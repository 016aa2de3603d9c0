import type {
  CameraState,
  ConsentState,
  LogRecord,
  Owed,
  OwnerState,
  TrustKind,
  ViewerState,
} from '@porchlight/hub-core';
import type { CameraConsent, Envelope, IncidentStatement, PublicKey, Role } from '@porchlight/statements';
import type { LeafKind } from '@porchlight/statements/leaf';
import type { SealedOpenings } from '@porchlight/statements/sealed';
import type { ColumnType, Generated } from 'kysely';
import type { GatewayOwnerTable, GatewayReleaseTable, GatewayTable } from './gateway-tables.ts';
import type { Json } from './json-column.ts';
import type {
  NoViewAskCameraTable,
  NoViewAskTable,
  NoViewCaseTable,
  NoViewErasedTable,
} from './no-view-tables.ts';

/** Set by the database, never written. */
type Computed<T> = ColumnType<T, never, never>;

export interface TrustStatementTable {
  kind: TrustKind;
  version: number;
  hash: string;
  envelope: Json<Envelope>;
  stored_at: number;
}

/** One row an incident; `seq` points at its newest statement. */
export interface IncidentTable {
  incident_id: string;
  seq: number;
  status: 'open' | 'closed';
  reported_at: number;
  first_received_at: number;
  received_at: number;
}

export interface IncidentStatementTable {
  incident_id: string;
  seq: number;
  hash: string;
  statement: Json<IncidentStatement>;
  envelope: Json<Envelope>;
  within_boundary: boolean;
  received_at: number;
}

export interface OwnerTable {
  owner_id: string;
  name: string;
  email: string;
  joined_at: number;
}

export interface OwnerKeyTable {
  position: Generated<number>;
  key_id: string;
  owner_id: string;
  key: Json<PublicKey>;
  credential_id: string | null;
  added_at: number;
}

export interface EnrolmentCodeTable {
  code_id: string;
  owner_id: string;
  owner_keys: string;
  owner_mac: string;
  expires_at: number;
}

export interface ConsentTable {
  owner_id: string;
  version: number;
  hash: string;
  key_id: string;
  envelope: Json<Envelope>;
  received_at: number;
}

export interface CameraTable {
  camera_id: string;
  gateway_id: string;
  owner_id: string;
  label: string;
  state: CameraState;
  detail: string;
  has_sub: boolean;
  present: boolean;
  announced_at: number;
  /** Position in the newest terms: what the circle query searches. Null without terms. */
  place: Computed<unknown>;
  /** Metres the newest terms reach, where no older ones may hold. */
  reach_m: Computed<number | null>;
  terms: ColumnType<CameraConsent | null, string | null, string | null>;
  terms_version: number | null;
  terms_hash: string | null;
  consent_state: ConsentState | null;
  effective_at: number | null;
  consent_detail: string;
  previous_terms: ColumnType<CameraConsent | null, string | null, string | null>;
  previous_version: number | null;
  previous_hash: string | null;
  withdrawn_version: Generated<number>;
  /** Infinity: until the owner signs again. */
  paused_until: number | null;
}

export interface LookTable {
  request_id: string;
  request_hash: string;
  request: Json<Envelope>;
  incident_id: string;
  incident_hash: string;
  operator_id: string;
  operator_name: string;
  role: string;
  class: string;
  place: string;
  follow: boolean;
  max_cameras: number;
  started_at: number;
  ends_at: number;
  state: 'running' | 'ended' | 'refused';
  ended_at: number | null;
  ended_because: string | null;
  /** The hub that runs it. */
  node_id: Generated<string | null>;
}

export interface LookCameraTable {
  request_id: string;
  camera_id: string;
  gateway_id: string;
  owner_id: string;
  label: string;
  pose: Json<CameraConsent['pose']>;
  distance_m: number;
  followed: boolean;
  has_sub: boolean;
  viewer_state: ViewerState;
  owner_state: OwnerState;
  because: Json<string[]>;
  since: number;
  until_at: number | null;
  seconds: Generated<number>;
  /** True once a gateway's signed outcome ended it: what the hub guessed before gives way to it, and nothing changes it again. */
  settled: Generated<boolean>;
}

export interface OutcomeTable {
  position: Generated<number>;
  hash: string;
  request_id: string;
  camera_id: string;
  envelope: Json<Envelope>;
  received_at: number;
}

export interface SessionTable {
  token_hash: string;
  area: 'console' | 'owner' | 'clerk';
  subject_id: string;
  key_id: string;
  created_at: number;
  seen_at: number;
  expires_at: number;
}

export interface ChallengeTable {
  challenge: string;
  area: 'console' | 'owner' | 'clerk' | 'start' | 'invite';
  purpose: 'sign-in' | 'register';
  notice_accepted: boolean;
  subject: string | null;
  expires_at: number;
}

export interface LogOnFailureTable {
  subject: string;
  failures: number;
  last_at: number;
  locked_until: number | null;
}

export interface InviteTable {
  invite_id: string;
  secret_hash: string;
  name: string;
  roles: Json<Role[]>;
  created_by: string;
  created_at: number;
  expires_at: number;
  key: ColumnType<PublicKey | null, string | null, string | null>;
  used_at: number | null;
}

export interface PendingStatementTable {
  position: Generated<number>;
  hash: string;
  kind: 'roster' | 'pause';
  version: number;
  envelope: Json<Envelope>;
  summary: string;
  created_at: number;
}

export interface AuditTable {
  seq: Generated<number>;
  at: number;
  actor: string;
  act: string;
  subject: string;
  detail: string;
}

export interface SettingTable {
  name: string;
  value: string;
}

/** One row: the head of the public log. */
export interface LogHeadTable {
  one: Generated<boolean>;
  size: number;
  /** Hashes of the complete subtrees, largest first, one after another. */
  frontier: Buffer;
}

export interface LogLeafTable {
  index: number;
  leaf: Buffer;
  leaf_hash: Buffer;
  kind: LeafKind;
  subject: string | null;
  record: ColumnType<LogRecord | null, string | null, null>;
}

/** Entries that must still follow one of the log. */
export interface LogOwedTable {
  subject: string;
  index: number;
  what: Owed['what'];
  day: string | null;
}

/** Openings of an entry, sealed to one key; without an owner it is an auditor's. */
export interface SealedOpeningTable {
  index: number;
  recipient: string;
  part: number;
  owner_id: string | null;
  sealed: Json<SealedOpenings>;
}

export interface OwnerOpeningKeyTable {
  owner_id: string;
  key_id: string;
  public_key: string;
  added_at: number;
}

/** A hub that lives, or lived a short while ago. */
export interface NodeTable {
  node_id: string;
  address: string;
  lease_until: Date;
}

/** One row: the hub that signs the public log and runs the rounds. */
export interface NodeLeadTable {
  one: Generated<boolean>;
  node_id: string | null;
  lease_until: Date;
}

/** What one hub changed and the others must read again; kept for a minute. */
export interface NodeNewsTable {
  id: Generated<number>;
  what: 'trust' | 'incident' | 'gateway';
  subject: string;
  node_id: Generated<string>;
  at: Generated<Date>;
}

export interface HubTables {
  trust_statement: TrustStatementTable;
  incident: IncidentTable;
  incident_statement: IncidentStatementTable;
  owner: OwnerTable;
  owner_key: OwnerKeyTable;
  gateway: GatewayTable;
  gateway_owner: GatewayOwnerTable;
  gateway_release: GatewayReleaseTable;
  enrolment_code: EnrolmentCodeTable;
  consent: ConsentTable;
  camera: CameraTable;
  look: LookTable;
  look_camera: LookCameraTable;
  outcome: OutcomeTable;
  session: SessionTable;
  challenge: ChallengeTable;
  log_on_failure: LogOnFailureTable;
  invite: InviteTable;
  pending_statement: PendingStatementTable;
  audit: AuditTable;
  setting: SettingTable;
  log_head: LogHeadTable;
  log_leaf: LogLeafTable;
  log_owed: LogOwedTable;
  sealed_opening: SealedOpeningTable;
  owner_opening_key: OwnerOpeningKeyTable;
  no_view_case: NoViewCaseTable;
  no_view_ask: NoViewAskTable;
  no_view_ask_camera: NoViewAskCameraTable;
  no_view_erased: NoViewErasedTable;
  node: NodeTable;
  node_lead: NodeLeadTable;
  node_news: NodeNewsTable;
}
