/**
 * Viewers for relay.ts, in a process of their own: opens sockets, reads the sending time out of each frame, acknowledges four
 * times a second as the player does, and answers with delays in milliseconds.
 * Messages from the parent: `{ open, url, stall }`, `{ churn, url }`, `{ collect }`, `{ close }`.
 */
import { WebSocket } from 'ws';

const HEADER = 16;
let delays: number[] = [];
let viewers: WebSocket[] = [];

const now = (): number => performance.timeOrigin + performance.now();

function connect(url: string, watch: number, stalled: boolean): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url}/${watch}`, { perMessageDeflate: false });
    let received = 0;
    let channel = 0;
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) return;
      received += data.length;
      channel = data.readUInt32BE(4);
      delays.push(now() - data.readDoubleBE(HEADER));
    });
    const timer = setInterval(() => channel && socket.send(JSON.stringify({ channel, received })), 250);
    socket.on('close', () => clearInterval(timer));
    socket.on('open', () => {
      if (stalled) {
        clearInterval(timer);
        socket.pause();
      }
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

process.on('message', async (message: Record<string, unknown>) => {
  const url = String(message['url'] ?? '');
  if (message['open']) {
    const count = Number(message['open']);
    for (let n = 0; n < count; n++)
      viewers.push(await connect(url, Number(message['from'] ?? 0) + n, message['stall'] === true));
    process.send?.({ opened: viewers.length });
  } else if (message['churn']) {
    for (let n = 0; n < Number(message['churn']); n++) {
      const socket = await connect(url, 100_000 + n, false);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.close();
      await closed;
    }
    process.send?.({ churned: true });
  } else if (message['collect']) {
    const collected = delays;
    delays = [];
    process.send?.({ delays: collected });
  } else if (message['close']) {
    for (const socket of viewers) socket.terminate();
    viewers = [];
    process.send?.({ closed: true });
  }
});
