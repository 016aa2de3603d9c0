import {
  type HubToViewer,
  hubToViewerSchema,
  parseFrameHeader,
  type ViewerToHub,
} from '@porchlight/contract';
import type { CameraId, RequestId } from '@porchlight/domain';
import type { LookStage } from './look-stage.ts';
import type { Want } from './streams-wanted.ts';

/** What the hub sends a viewer that is too slow. */
export type Level = 'full' | 'sub' | 'keys';

export interface MediaLinkHandlers {
  onGone(requestId: RequestId, cameraId: CameraId): void;
  onSlowed(requestId: RequestId, cameraId: CameraId, level: Level): void;
}

const TICK_MS = 250;
const RETRY_MS = 700;

/**
 * A worker's own media socket: asks for streams, routes what comes, acknowledges, and opens another one when it is lost
 * or far behind.
 */
export class MediaLink {
  readonly #url: string;
  readonly #looks: ReadonlyMap<RequestId, LookStage>;
  readonly #handlers: MediaLinkHandlers;
  readonly #ticks: ReturnType<typeof setInterval>;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #socket: WebSocket | undefined;
  #openedAt = 0;

  constructor(url: string, looks: ReadonlyMap<RequestId, LookStage>, handlers: MediaLinkHandlers) {
    this.#url = url;
    this.#looks = looks;
    this.#handlers = handlers;
    this.#open();
    this.#ticks = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Asks for a camera's channels; from here on its pictures come to this socket. */
  watch(requestId: RequestId, cameraId: CameraId): void {
    this.#send({ t: 'watch', requestId, cameraIds: [cameraId] });
    this.tellWants();
  }

  /** Tells the hub every wish that has changed. */
  tellWants(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    for (const look of this.#looks.values())
      for (const { cameraId, want } of look.news()) this.want(look.requestId, cameraId, want);
  }

  want(requestId: RequestId, cameraId: CameraId, want: Want): void {
    this.#send({ t: 'want', requestId, cameraId, ...want });
  }

  close(): void {
    clearInterval(this.#ticks);
    this.#leave();
  }

  #open(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#openedAt = performance.now();
    socket.onopen = () => {
      for (const look of this.#looks.values()) {
        const cameraIds = look.begin();
        if (cameraIds.length > 0) this.#send({ t: 'watch', requestId: look.requestId, cameraIds });
      }
      this.tellWants();
    };
    socket.onmessage = ({ data }) =>
      data instanceof ArrayBuffer ? this.#binary(new Uint8Array(data)) : this.#text(String(data));
    socket.onclose = () => {
      this.#retry = setTimeout(() => this.#open(), RETRY_MS);
    };
  }

  /** Lets the socket go without a word of it. */
  #leave(): void {
    clearTimeout(this.#retry);
    if (this.#socket === undefined) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = undefined;
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
    if (message?.t === 'channels') this.#looks.get(message.requestId)?.setChannels(message.cameraId, message);
    if (message?.t === 'gone') this.#handlers.onGone(message.requestId, message.cameraId);
    if (message?.t === 'slowed')
      for (const look of this.#looks.values()) {
        const cameraId = look.cameraOf(message.channel);
        if (cameraId !== undefined) this.#handlers.onSlowed(look.requestId, cameraId, message.level);
      }
  }

  #tick(): void {
    const looks = [...this.#looks.values()];
    const channels = looks.flatMap((look) => look.progress());
    if (channels.length > 0) this.#send({ t: 'ack', channels });
    this.tellWants();
    const sinceReopen = performance.now() - this.#openedAt;
    if (this.#socket?.readyState === WebSocket.OPEN && looks.some((l) => l.needsReopening(sinceReopen))) {
      this.#leave();
      this.#open();
    }
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
