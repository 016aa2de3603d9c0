import type { HostEntry } from '@porchlight/statements';
import { fingerprintOf } from '@porchlight/statements';
import { ChevronLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ApiResult } from '../../api/api-result.ts';
import { useAct } from '../../api/use-act.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Choice } from '../../ui/field.tsx';
import { Notice, Waiting } from '../../ui/notice.tsx';
import type { OwnerProps } from '../owner-page.tsx';
import { joinHost, signedHosts } from './join-host.ts';

/** For somebody without a box: choose who runs one for them. */
export function HostPage(props: OwnerProps) {
  const { site } = props;
  const [hosts, setHosts] = useState<ApiResult<readonly HostEntry[]>>();
  useEffect(() => {
    signedHosts(site).then(setHosts);
  }, [site]);
  return (
    <>
      <a className="back" href="#/box">
        <ChevronLeft size={18} aria-hidden="true" /> Connect a box
      </a>
      <h1>Let a host run it</h1>
      {hosts === undefined && <Waiting>Reading who may host</Waiting>}
      {hosts?.kind === 'fault' && <FaultNotice fault={hosts.fault} />}
      {hosts?.kind === 'ok' && <Hosts {...props} hosts={hosts.value} />}
    </>
  );
}

function Hosts(props: OwnerProps & { hosts: readonly HostEntry[] }) {
  const { hosts, overview, refresh } = props;
  const [chosen, setChosen] = useState<string>();
  const act = useAct();
  const host = hosts.find((each) => each.hostId === chosen) ?? (hosts.length === 1 ? hosts[0] : undefined);
  const here = overview.gateways.find((g) => hosts.some((each) => each.hostId === g.hostId));
  if (hosts.length === 0)
    return <p>The programme names no host. You need a box of your own, or of somebody you trust.</p>;
  // Not before the box has proved by the code that it is the one that was asked for.
  if (here && !act.busy && !act.fault)
    return (
      <>
        <Notice tone="live" title={`${here.host} runs a box for you.`}>
          <p>It holds nothing yet but your key. Add a camera next: it stays switched off until you sign.</p>
        </Notice>
        <a className={buttonClass('primary', true, true)} href={`#/add/${here.gatewayId}`}>
          Add a camera
        </a>
      </>
    );
  const join = async () => {
    if (host === undefined) return;
    if (await act.run(() => joinHost(host, overview))) await refresh();
  };
  return (
    <>
      <Notice tone="wait" title="Whoever runs the box can see your cameras.">
        <p>
          At any time, without asking. Their name will stand in what you sign. Hosts are not the police. You
          can move to a box of your own whenever you like.
        </p>
      </Notice>
      <fieldset className="stack">
        <legend>Who shall run it?</legend>
        {hosts.map((each) => (
          <Choice
            key={each.hostId}
            type="radio"
            name="host"
            label={each.name}
            hint={`Run by ${each.operator}. ${each.contact}`}
            checked={each === host}
            onChange={() => setChosen(each.hostId)}
          />
        ))}
      </fieldset>
      {host && <Fingerprint host={host} />}
      <FaultNotice fault={act.fault} />
      <Button look="primary" large wide busy={act.busy} disabled={host === undefined} onClick={join}>
        {act.busy ? 'Asking the host …' : host ? `Let ${host.name} run it` : 'Choose a host'}
      </Button>
    </>
  );
}

function Fingerprint({ host }: { host: HostEntry }) {
  const [text, setText] = useState('');
  useEffect(() => {
    fingerprintOf(host.key).then(setText);
  }, [host.key]);
  return (
    <p className="small">
      The programme signed this host’s key: <span className="mono">{text}</span>
    </p>
  );
}
