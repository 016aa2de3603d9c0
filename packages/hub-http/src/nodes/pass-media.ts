import type { RawData, WebSocket } from 'ws';

const MAX_BUFFERED_BYTES = 24 * 1024 * 1024;
const MAX_EARLY_BYTES = 4 * 1024 * 1024;

/**
 * A gateway's pictures that came to this hub while its words go to another: passed on as they are. When either end closes,
 * the other does.
 */
export function passMedia(from: WebSocket, to: WebSocket): void {
  let early: Buffer[] | undefined = [];
  let earlyBytes = 0;
  to.on('open', () => {
    for (const message of early ?? []) to.send(message);
    early = undefined;
  });
  from.on('message', (data: RawData, isBinary: boolean) => {
    const message = data as Buffer;
    if (early) {
      earlyBytes += message.length;
      early.push(message);
    } else to.send(message, { binary: isBinary });
    if (earlyBytes > MAX_EARLY_BYTES || to.bufferedAmount > MAX_BUFFERED_BYTES) from.terminate();
  });
  from.on('close', () => to.terminate());
  to.on('close', () => from.terminate());
}
