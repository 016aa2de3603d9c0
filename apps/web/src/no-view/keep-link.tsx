import './case-page.css';
import { useState } from 'react';
import { Button, buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { caseLink } from './case-link.ts';

/** The only time that the link is shown. */
export function KeepLink({ made }: { made: { readonly caseNumber: string; readonly secret: string } }) {
  const [copied, setCopied] = useState(false);
  const link = caseLink(made);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link).catch(() => undefined);
    setCopied(true);
  };
  return (
    <>
      <h1>Your request is with the office.</h1>
      <p>Case number</p>
      <p className="code">{made.caseNumber}</p>
      <Notice tone="wait" title="Keep this link. It is shown this once.">
        <p>It opens your case, and is the only way to it. The programme cannot make it again for you.</p>
        <p className="mono case-link">{link}</p>
      </Notice>
      <Button look="primary" large wide onClick={copy}>
        {copied ? 'Copied' : 'Copy the link'}
      </Button>
      <Button wide onClick={() => print()}>
        Print this page
      </Button>
      <a className={buttonClass('quiet', false, true)} href={link} target="_blank" rel="noreferrer">
        Open my case
      </a>
    </>
  );
}
