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
  /** A proxy on this machine terminates TLS and tells the caller's address. */
  readonly behindProxy: boolean;
}
