import {
  type HubToViewer,
  hubToViewerSchema,
  parseFrameHeader,
  type ViewerToHub,
} from '@porchlight/contract';
import type { LookStage } from './look-stage.ts';

export interface MediaLinkHandlers {
  onGone(requestId: string, cameraId: string): void;
  onSlowed(requestId: string, cameraId: string, level: 'full' | 'sub' | 'keys'): void;
  onState(state: 'open' | 'lost'): void;
}

const ACK_MS = 250;
const RETRY_MS = 700;

/** A worker's own media socket: asks for streams, routes what comes, acknowledges, and reopens when it is lost. */
export class MediaLink {
  readonly #url: string;
  readonly #looks: ReadonlyMap<string, LookStage>;
  readonly #handlers: MediaLinkHandlers;
  #socket: WebSocket | undefined;

  constructor(url: string, looks: ReadonlyMap<string, LookStage>, handlers: MediaLinkHandlers) {
    this.#url = url;
    this.#looks = looks;
    this.#handlers = handlers;
    this.#open();
    setInterval(() => this.#acknowledge(), ACK_MS);
  }

  /** Asks for a camera's channels, and says which stream is needed. */
  watch(requestId: string, cameraId: string, main: boolean, shown: boolean): void {
    this.#send({ t: 'watch', requestId, cameraIds: [cameraId] } as unknown as ViewerToHub);
    if (main || !shown) this.want(requestId, cameraId, main, shown);
  }

  want(requestId: string, cameraId: string, main: boolean, shown: boolean): void {
    this.#send({ t: 'want', requestId, cameraId, main: main && shown, sub: shown } as unknown as ViewerToHub);
  }

  #open(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#handlers.onState('open');
      for (const look of this.#looks.values())
        for (const { cameraId, main, shown } of look.wanted())
          this.watch(look.requestId, cameraId, main, shown);
    };
    socket.onmessage = ({ data }) =>
      data instanceof ArrayBuffer ? this.#binary(new Uint8Array(data)) : this.#text(String(data));
    socket.onclose = () => {
      this.#handlers.onState('lost');
      for (const look of this.#looks.values()) look.resetChannels();
      setTimeout(() => this.#open(), RETRY_MS);
    };
  }

  #binary(message: Uint8Array): void {
    const header = parseFrameHeader(message);
    if (header === undefined) return;
    for (const look of this.#looks.values())
      if (look.has(header.channel)) {
        look.receive(header, message);
        return;
      }
  }

  #text(text: string): void {
    const message = readMessage(text);
    if (message === undefined) return;
    if (message.t === 'channels') this.#looks.get(message.requestId)?.setChannels(message.cameraId, message);
    if (message.t === 'gone') this.#handlers.onGone(message.requestId, message.cameraId);
    if (message.t === 'slowed')
      for (const look of this.#looks.values()) {
        const cameraId = look.cameraOf(message.channel);
        if (cameraId !== undefined) this.#handlers.onSlowed(look.requestId, cameraId, message.level);
      }
  }

  #acknowledge(): void {
    const channels = [...this.#looks.values()].flatMap((look) => look.progress());
    if (channels.length > 0) this.#send({ t: 'ack', channels });
  }

  #send(message: ViewerToHub): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

function readMessage(text: string): HubToViewer | undefined {
  try {
    const parsed = hubToViewerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
