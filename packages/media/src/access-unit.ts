/** What is handed on as it came. */
export type Codec = 'h264' | 'h265';

/** One coded picture with everything needed to decode it from there when `key` (parameter sets in front), in Annex B. */
export interface AccessUnit {
  readonly codec: Codec;
  /** An IDR picture (H.265: also BLA or CRA) with its parameter sets: decoding may start here. */
  readonly key: boolean;
  /** No other picture refers to it (H.264: nal_ref_idc 0): it may be dropped alone. */
  readonly discardable: boolean;
  /** µs since 1970 UTC, of presentation: units come in order of decoding, so B-frames fall back, by at most 1 s. Distinct within any 16 in a row. */
  readonly captureUs: number;
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** RFC 6381, for WebCodecs. */
  readonly codecString: string;
  /** What its owner covers is painted over. */
  readonly masked?: true;
}

/** One JPEG as a camera sent it. It stays in this package: H.264 is made of it before anybody is given it. */
export interface JpegUnit extends Omit<AccessUnit, 'codec' | 'codecString' | 'masked'> {
  readonly codec: 'mjpeg';
  readonly key: true;
}

/** What a camera may send. */
export type CameraUnit = AccessUnit | JpegUnit;

export type StreamName = 'main' | 'sub';
