import { StoreError, type StoreFault } from '@porchlight/hub-core';

/** SQLSTATE classes and codes (PostgreSQL, Appendix A) and Node's socket errors, by what a caller can do about them. */
const UNAVAILABLE_STATES = /^(08|57P|53300|25P03)/;
const TIMEOUT_STATES = /^(57014|55P03|40P01|40001)$/;
const FULL_STATES = /^(53100|58030)$/;
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const CONNECTION_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect|Client has )/;

/** A database error as {@link StoreError}; undefined for anything that did not come from the database. */
export function storeErrorOf(error: unknown): StoreError | undefined {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const fault = faultOf(code, error.message);
  return fault && new StoreError(fault, SENTENCES[fault], error);
}

const SENTENCES: Record<StoreFault, string> = {
  unavailable: 'the database cannot be reached',
  timeout: 'the database did not finish in time',
  full: 'the disk of the database is full',
  rejected: 'the database refused a statement',
};

function faultOf(code: string, message: string): StoreFault | undefined {
  if (TIMEOUT_STATES.test(code) || message === 'Query read timeout') return 'timeout';
  if (FULL_STATES.test(code)) return 'full';
  if (UNAVAILABLE_STATES.test(code) || SOCKET_CODES.has(code) || CONNECTION_MESSAGES.test(message))
    return 'unavailable';
  return /^[0-9A-Z]{5}$/.test(code) ? 'rejected' : undefined;
}

/** The same store, whose methods reject with {@link StoreError} where the database failed. */
export function withStoreErrors<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, target, args);
        } catch (error) {
          throw storeErrorOf(error) ?? error;
        }
      };
    },
  });
}
