import type { RawData } from 'ws';
import type * as z from 'zod';

/** A text message in the contract's shape, or undefined. The socket's `maxPayload` bounds its size. Never throws. */
export function parseText<S extends z.ZodType>(schema: S, data: RawData): z.output<S> | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(data.toString()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
