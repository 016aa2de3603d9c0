import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AccessUnit } from '@porchlight/media';
import {
  controlFrame,
  type Frame,
  FrameReader,
  type FromChild,
  fromChildSchema,
  type ToChild,
} from './frames.ts';

export type EndedWhy = Extract<FromChild, { t: 'ended' }>['why'] | 'process';

export interface PeerHandlers {
  onUnit(unit: AccessUnit): void;
  /** Once, unless it was closed from here. */
  onEnded(why: EndedWhy): void;
}

/** One receiving peer in the child process. */
export interface Peer {
  /** Resolves with the SDP offer; rejects when the process ends before. */
  readonly offer: Promise<string>;
  answer(sdp: string): void;
  close(): void;
}

interface Held {
  readonly handlers: PeerHandlers;
  readonly offered: (sdp: string) => void;
  readonly failed: (error: Error) => void;
}

const SOURCE = import.meta.url.endsWith('.ts');
const CHILD = fileURLToPath(new URL(SOURCE ? './peer-child.ts' : './peer-child.js', import.meta.url));
const ARGS = [
  ...(SOURCE ? ['--conditions=source', '--import', 'tsx'] : []),
  '--max-old-space-size=192',
  CHILD,
];

/**
 * The WebRTC process of one camera: started by the first {@link open}, ended by {@link close}. When it dies, its peers end
 * with `process` and the next open starts another. Its environment is empty.
 */
export class PeerProcess {
  readonly #held = new Map<number, Held>();
  #child: ChildProcess | undefined;
  #ids = 0;

  open(loopback: boolean, handlers: PeerHandlers): Peer {
    const session = ++this.#ids;
    let held: Held | undefined;
    const offer = new Promise<string>((offered, failed) => {
      held = { handlers, offered, failed };
    });
    offer.catch(() => undefined);
    this.#held.set(session, held as unknown as Held);
    this.#tell({ t: 'offer', session, loopback });
    return {
      offer,
      answer: (sdp) => this.#tell({ t: 'answer', session, sdp }),
      close: () => {
        this.#held.get(session)?.failed(new Error('closed'));
        if (this.#held.delete(session)) this.#tell({ t: 'close', session });
      },
    };
  }

  close(): void {
    const child = this.#child;
    this.#child = undefined;
    for (const { failed } of this.#held.values()) failed(new Error('closed'));
    this.#held.clear();
    child?.stdin?.end();
    child?.kill('SIGKILL');
  }

  #tell(message: ToChild): void {
    this.#child ??= this.#start();
    this.#child.stdin?.write(controlFrame(message));
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, ARGS, { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
    const reader = new FrameReader();
    const lost = (): void => this.#lost(child);
    child.on('error', lost);
    child.on('exit', lost);
    child.stdin?.on('error', lost);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (this.#child !== child) return;
      try {
        for (const frame of reader.push(chunk)) this.#frame(frame);
      } catch {
        // What it says makes no sense: it is not trusted any further.
        child.kill('SIGKILL');
        lost();
      }
    });
    return child;
  }

  #frame(frame: Frame): void {
    if (frame.kind === 'unit') {
      this.#held.get(frame.session)?.handlers.onUnit(frame.unit);
      return;
    }
    const message = fromChildSchema.parse(frame.json);
    const held = this.#held.get(message.session);
    if (message.t === 'offer') held?.offered(message.sdp);
    else {
      this.#held.delete(message.session);
      held?.failed(new Error(message.why));
      held?.handlers.onEnded(message.why);
    }
  }

  #lost(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const { failed, handlers } of held) {
      failed(new Error('the WebRTC process ended'));
      handlers.onEnded('process');
    }
  }
}
