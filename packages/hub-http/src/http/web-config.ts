import type { NodeLinks } from '../nodes/node-links.ts';

/** How long a client may take, milliseconds. */
export interface Patience {
  /** For the headers of a request, from its first byte. */
  readonly headers: number;
  /** For a whole request. */
  readonly request: number;
  /** Without a byte on a connection that is no socket. */
  readonly idle: number;
  /** For a gateway to prove its key after its socket is open. */
  readonly proof: number;
}

export const PATIENCE: Patience = { headers: 10_000, request: 30_000, idle: 60_000, proof: 5000 };

/** What the server needs to know beside the hub itself. */
export interface WebConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM text. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Folder of the built pages. */
  readonly webDir: string;
  readonly map?: { readonly file: string; readonly attribution: string; readonly badge: string | null };
  /** Control port of the town; synthetic programmes only. */
  readonly demoControlUrl?: string;
  /** Whoever sends it may read /metrics; without one only programs on this machine may. */
  readonly metricsToken?: string;
  /** {@link PATIENCE} unless told. */
  readonly patience?: Patience;
  /** A proxy on this machine terminates TLS and tells the caller's address. */
  readonly behindProxy: boolean;
  /** The other hubs of this city; absent: this one is alone. */
  readonly links?: NodeLinks;
}
