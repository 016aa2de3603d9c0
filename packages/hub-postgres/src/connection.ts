/** Where the database is: a server's URL (`DATABASE_URL`), or the Unix socket of the embedded one. */
export type PostgresConnection =
  | { readonly kind: 'url'; readonly url: string }
  | {
      readonly kind: 'socket';
      readonly socketDir: string;
      readonly database: string;
      readonly user: string;
    };
