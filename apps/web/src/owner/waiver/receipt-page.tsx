import { type Receipt, waiverTopics } from '@porchlight/contract';
import { ChevronLeft, Download, Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ApiResult } from '../../api/api-result.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { dayAndTime } from '../../ui/format-time.ts';
import { Waiting } from '../../ui/notice.tsx';
import { loadReceipt } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { termsSentence } from '../terms-words.ts';

/** The receipt of one signature: to keep as JSON or on paper. */
export function ReceiptPage({ version, site }: OwnerProps & { version: number }) {
  const [answer, setAnswer] = useState<ApiResult<Receipt>>();
  useEffect(() => {
    setAnswer(undefined);
    loadReceipt(version).then(setAnswer);
  }, [version]);
  return (
    <>
      <a className="back no-print" href="#/">
        <ChevronLeft size={18} aria-hidden="true" /> Home
      </a>
      {answer === undefined && <Waiting>Getting the receipt</Waiting>}
      {answer?.kind === 'fault' && <FaultNotice fault={answer.fault} />}
      {answer?.kind === 'ok' && <ReceiptView receipt={answer.value} timeZone={site.timeZone} />}
    </>
  );
}

function ReceiptView({ receipt, timeZone }: { receipt: Receipt; timeZone: string }) {
  return (
    <>
      <h1>Receipt for your signature</h1>
      <div className="row no-print">
        <Button onClick={() => download(receipt)}>
          <Download size={18} aria-hidden="true" /> Keep it as a file
        </Button>
        <Button onClick={() => window.print()}>
          <Printer size={18} aria-hidden="true" /> Print
        </Button>
      </div>
      <dl className="facts">
        <dt>Programme</dt>
        <dd>{receipt.programme}</dd>
        <dt>Responsible</dt>
        <dd>{receipt.controller}</dd>
        <dt>Pictures held by</dt>
        <dd>{receipt.host}</dd>
        <dt>Signed</dt>
        <dd>{dayAndTime(receipt.signedAt, timeZone)}</dd>
        <dt>Number</dt>
        <dd>{receipt.version}</dd>
        <dt>Your key</dt>
        <dd className="mono">{receipt.keyFingerprint}</dd>
        <dt>Receipt</dt>
        <dd className="mono">{receipt.receiptId}</dd>
      </dl>
      {receipt.cameras.map((camera) => (
        <section key={camera.cameraId} className="card">
          <h2>{camera.label}</h2>
          <p>{termsSentence(camera, timeZone)}</p>
        </section>
      ))}
      <section className="stack">
        <h2>How to leave</h2>
        <p>{receipt.withdrawal}</p>
      </section>
      <details className="receipt__text" open>
        <summary>The text you signed, version {receipt.waiver.version}</summary>
        {waiverTopics(receipt.waiver.text).map((topic) => (
          <section key={topic.title} className="stack">
            <h3>{topic.title}</h3>
            {topic.parts.map((part) => (
              <p key={part.text}>{part.kind === 'item' ? `– ${part.text}` : part.text}</p>
            ))}
          </section>
        ))}
      </details>
    </>
  );
}

function download(receipt: Receipt): void {
  const blob = new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `porchlight-receipt-${receipt.ownerId}-${receipt.version}.json`;
  link.click();
  // The browser has begun to read the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
