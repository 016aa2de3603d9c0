import type { NewNoViewCase, NoViewEnd, StoredAsk } from '@porchlight/hub-core';
import type { Generated } from 'kysely';
import type { Json } from './json-column.ts';

/** A neighbour's request; `over_at` is when it is over, by itself or because somebody ended it. */
export interface NoViewCaseTable {
  case_number: string;
  secret_hash: string;
  place: string;
  lat: number | null;
  lon: number | null;
  parts: Json<NewNoViewCase['parts'][number][]>;
  words: string;
  email: string;
  received_at: number;
  over_at: number;
  sent_on_at: number | null;
  radius_m: number | null;
  ended_as: NoViewEnd | null;
  ended_at: number | null;
  reason: Generated<string>;
  /** The neighbour's mail about the end is on its way. */
  told: Generated<boolean>;
  /** What the neighbour wrote was erased. */
  forgotten: Generated<boolean>;
}

export interface NoViewAskTable {
  ask_id: string;
  case_number: string;
  owner_id: string;
}

export interface NoViewAskCameraTable {
  ask_id: string;
  camera_id: string;
  answer: StoredAsk['cameras'][number]['answer'];
}

/** One row, once there are any: cases that are no longer there. All of them had ended. */
export interface NoViewErasedTable {
  one: Generated<boolean>;
  received: number;
  sent_on: number;
}
