import type { HubToViewer } from '@porchlight/contract';

/** One media socket of a viewer, as the relay sees it. `send` takes the buffer as it came: nothing is copied. */
export interface ViewerSink {
  send(message: Uint8Array): void;
  tell(message: HubToViewer): void;
  /** Bytes accepted by `send` and not yet taken by the kernel. */
  readonly bufferedBytes: number;
  /** Ends the socket at once, without a closing handshake. */
  terminate(): void;
}
