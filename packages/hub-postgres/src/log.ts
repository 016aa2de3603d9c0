/** Where this package reports what it does; pino's shape. It never passes personal data or statement text. */
export interface PostgresLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
