import type { Mailer } from '@porchlight/hub-core';
import { createTransport } from 'nodemailer';

const TIMEOUT_MS = 10_000;

export interface SmtpMailer extends Mailer {
  close(): void;
}

/** Mail over SMTP. Without an address nothing is sent and `configured` is false. */
export function smtpMailer(smtpUrl: string | undefined, from: string): SmtpMailer {
  if (smtpUrl === undefined)
    return {
      configured: false,
      send: () => Promise.reject(new Error('no mail server was given')),
      close: () => undefined,
    };
  const url = new URL(smtpUrl);
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'smtps:' ? 465 : 587) : Number(url.port),
    secure: url.protocol === 'smtps:',
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    configured: true,
    send: async ({ to, subject, text }) => {
      await transport.sendMail({ from, to, subject, text });
    },
    close: () => transport.close(),
  };
}
