/** What a host gives each owner, and how many owners it takes. */
export interface HostLimits {
  readonly owners: number;
  /** Cameras of one owner; each has at most two connections, its warm stream and its main one. */
  readonly cameras: number;
  /** Newest groups of pictures of one owner's cameras, bytes of memory. */
  readonly warmBytes: number;
  /** From all cameras of one owner together, bytes a second. */
  readonly bytesPerSecond: number;
  /** Processes that make pictures of one owner's cameras anew (masks, H.264 of H.265), at a time. */
  readonly children: number;
}

/** A house with eight cameras, two of them with somebody looking. */
export const HOST_LIMITS: HostLimits = {
  owners: 500,
  cameras: 8,
  warmBytes: 12_000_000,
  bytesPerSecond: 3_000_000,
  children: 4,
};
