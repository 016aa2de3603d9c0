/** Randomness from the system's generator. */
export interface Random {
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** Structured log; facts never hold a secret, a name, an address or a position. */
export interface HubLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** False when no mail server was given. */
  readonly configured: boolean;
  /** Resolves when the mail server took it; rejects otherwise. */
  send(mail: Mail): Promise<void>;
}
