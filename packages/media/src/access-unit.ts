/** One coded picture with everything needed to decode it from there when `key` (parameter sets in front), in Annex B. */
export interface AccessUnit {
  readonly codec: 'h264';
  /** An IDR picture with its parameter sets: decoding may start here. */
  readonly key: boolean;
  /** No other picture refers to it (nal_ref_idc 0): it may be dropped alone. */
  readonly discardable: boolean;
  /** µs since 1970 UTC; rises within one connection. */
  readonly captureUs: number;
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** RFC 6381, for WebCodecs. */
  readonly codecString: string;
  /** What its owner covers is painted over. */
  readonly masked?: true;
}

export type StreamName = 'main' | 'sub';
