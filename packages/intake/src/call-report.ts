import type { EpochMs, LatLon } from '@porchlight/domain';

/** What one message of a dispatch feed says of one call, whatever its format. */
export interface CallReport {
  readonly feed: string;
  /** The dispatch system's own name for the call, 1–200 characters. */
  readonly call: string;
  /** Its nature code, 1–32 characters. */
  readonly nature: string;
  readonly status: 'open' | 'closed';
  /** Undefined: as reported before. */
  readonly position: LatLon | undefined;
  readonly place: string | undefined;
  readonly reportedAt: EpochMs;
  /** Orders the messages of a call: an update number, or the time the dispatch system wrote it. */
  readonly update: number;
}

/**
 * Text of a feed for people to read: control and formatting characters become spaces, halves of surrogate pairs (which
 * no JSON may be signed with) are dropped; at most `max` UTF-16 units.
 */
export function plainText(text: string, max: number): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, max)
    .replace(/\p{Cs}/gu, '');
}
