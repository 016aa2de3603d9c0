import { createServer } from 'node:net';
import type { ClipSource } from './clip-source.ts';
import { type CameraFault, type Mount, RtspConnection } from './rtsp-connection.ts';
import { Playout } from './rtsp-playout.ts';

export interface RtspServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  /** User names and passwords; each user may open every path. */
  readonly users: Readonly<Record<string, string>>;
  /** `/cam-07/main` → what plays there. */
  readonly mounts: ReadonlyMap<string, ClipSource>;
  /** Wall time in ms; the system's when absent. */
  readonly now?: () => number;
}

export interface RtspServer {
  readonly host: string;
  readonly port: number;
  /** Breaks or mends one path. Throws RangeError for a path that is not mounted. */
  setFault(path: string, fault: CameraFault): void;
  /** Number of open connections. */
  connections(): number;
  /** Ends all connections; resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * RTSP 1.0 (RFC 2326) over TCP with interleaved RTP, digest authentication and RTCP sender reports. Rejects when the
 * port is taken.
 */
export async function startRtspServer(options: RtspServerOptions): Promise<RtspServer> {
  const now = options.now ?? Date.now;
  const mounts = new Map<string, Mount>();
  for (const [path, source] of options.mounts)
    mounts.set(path, { playout: new Playout(source, now), fault: 'none' });
  const open = new Set<RtspConnection>();
  const server = createServer((socket) => {
    const connection = new RtspConnection(socket, {
      users: options.users,
      mountAt: (path) => mounts.get(path),
    });
    open.add(connection);
    socket.on('close', () => open.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    host: options.host,
    port,
    setFault: (path, fault) => {
      const mount = mounts.get(path);
      if (mount === undefined) throw new RangeError(`nothing is mounted at ${path}`);
      mount.fault = fault;
      mount.playout.fault = fault === 'hang' || fault === 'cut' ? fault : 'none';
      if (fault === 'offline' || fault === 'wrongCodec')
        for (const connection of open) if (connection.mount === mount) connection.destroy();
    },
    connections: () => open.size,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const connection of open) connection.destroy();
      }),
  };
}
