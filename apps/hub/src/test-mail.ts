import type { Clock } from '@porchlight/domain';
import type { HubStore, Mailer } from '@porchlight/hub-core';
import { HubStartError } from './hub-start-error.ts';

/** Sends a test notice and remembers that the mail server took it: a real programme goes live only then. */
export async function sendTestMail(
  mailer: Mailer,
  store: HubStore,
  clock: Clock,
  to: string,
  programmeName: string,
): Promise<void> {
  if (!mailer.configured)
    throw new HubStartError('mail', 'There is no mail server to test: set PORCHLIGHT_SMTP_URL.');
  const text = `This is the test notice of ${programmeName}. Owners will be told of each look from this address.\n`;
  await mailer.send({ to, subject: `Test notice of ${programmeName}`, text }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : 'no reason given';
    throw new HubStartError('mail', `The mail server did not take the test notice (${why}).`, cause);
  });
  await store.settings.set('mail-tested-at', String(clock.now()));
  await store.settings.set('mail-tested-address', to);
}
