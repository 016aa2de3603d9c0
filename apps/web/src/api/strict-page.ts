import * as z from 'zod';

// The pages forbid eval; zod asks for it once, for speed, and the browser reports that as a violation.
z.config({ jitless: true });
