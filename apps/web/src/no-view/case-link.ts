import { type NoViewKey, noViewKeySchema } from '@porchlight/contract';

/** The fragment is never sent to any server. */
export function caseLink({ caseNumber, secret }: { caseNumber: string; secret: string }): string {
  return `${location.origin}/no-view#${caseNumber}.${secret}`;
}

/** What such a link opens; `new` for no fragment; undefined for one that is not whole. */
export function parseCaseLink(hash: string): NoViewKey | 'new' | undefined {
  if (hash === '' || hash === '#') return 'new';
  const [caseNumber, secret, ...more] = hash.slice(1).split('.');
  const parsed = noViewKeySchema.safeParse({ caseNumber, secret });
  return parsed.success && more.length === 0 ? parsed.data : undefined;
}
