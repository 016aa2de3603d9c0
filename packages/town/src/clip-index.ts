import type { StreamName } from '@porchlight/contract';

/** What `data/clips/index.json` says about the shipped clips. */
export interface ClipIndex {
  readonly streams: Readonly<Record<StreamName, StreamShape>>;
  readonly cameras: Readonly<Record<string, Readonly<Record<StreamName, CameraClips>>>>;
}

/** What all clips of a stream have in common. */
export interface StreamShape {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Pictures from one key picture to the next; the first of each group is the key. */
  readonly gop: number;
  /** Pictures in the ordinary loop. */
  readonly loop: number;
  /** Parameter sets without start code, base64. */
  readonly sps: string;
  readonly pps: string;
}

/** One file: the groups of pictures of the ordinary loop, then those of the scenario that show the runner. */
export interface CameraClips {
  readonly file: string;
  /** The clip's first picture is the world's picture of this number, so that not all cameras send keys at once. */
  readonly shift: number;
  /** Byte offset of the first access unit in the file, after the parameter sets. */
  readonly start: number;
  /** Bytes of each access unit of the loop, in Annex B form. */
  readonly loop: readonly number[];
  /** Group number in the scenario → bytes of its access units; groups that are not here look like the loop. */
  readonly scenario: Readonly<Record<string, readonly number[]>>;
}
