import { fileURLToPath } from 'node:url';

/** Where the built web pages are: `apps/web/dist`, seen from this file in `src` or in `dist`. */
export const WEB_DIR = fileURLToPath(new URL('../../web/dist', import.meta.url));
