import { type OwnerOverview, papersSchema, type Site, takeInInfo } from '@porchlight/contract';
import {
  advanceTrust,
  fromBase64Url,
  type HostEntry,
  openTrust,
  rootFingerprint,
} from '@porchlight/statements';
import { type ApiResult, localFault, okResult } from '../../api/api-result.ts';
import { call } from '../../api/call.ts';
import { makeBoxCode } from '../box/box-code.ts';
import { boxHasCode, rememberBox } from '../box/box-keys.ts';
import { sealTo } from '../box/seal-to.ts';
import { loadOverview, postGatewayCode, postTakeIn } from '../owner-calls.ts';

/** The hosts of the programme, from its signed statement under the root whose fingerprint this page shows; checked here. */
export async function signedHosts(site: Site): Promise<ApiResult<readonly HostEntry[]>> {
  const papers = await call('GET', '/api/papers', papersSchema);
  if (papers.kind === 'fault') return papers;
  const opened = await openTrust(papers.value.root);
  if (opened.kind === 'refused') return UNSIGNED;
  const trust = await advanceTrust(opened.value, papers.value.programme, Date.now());
  if (trust.kind === 'refused') return UNSIGNED;
  if ((await rootFingerprint(trust.value.root)) !== site.rootFingerprint)
    return localFault(
      'other-root',
      'The programme’s papers have another root than this page shows.',
      'Tell the programme’s office.',
    );
  return okResult(trust.value.programme?.statement.hosts ?? []);
}

const UNSIGNED = localFault(
  'unsigned',
  'The programme’s papers are not signed as they should be.',
  'Tell the programme’s office.',
);

/**
 * Asks a named host to run a box for this owner: makes a one-time code, seals it to the host, and knows the new box by that
 * code. The server learns neither the code nor can it put a box of its own in place.
 */
export async function joinHost(host: HostEntry, overview: OwnerOverview): Promise<ApiResult<true>> {
  const made = await makeBoxCode(overview.ownerId, overview.keys, Date.now());
  const key = fromBase64Url(host.sealKey) ?? new Uint8Array();
  const sealed = await sealTo(key, made.code, takeInInfo(host.hostId, overview.ownerId));
  if (sealed === undefined)
    return localFault(
      'bad-host',
      `The programme names no usable key for ${host.name}.`,
      'Tell the programme’s office.',
    );
  const posted = await postGatewayCode(made.post);
  if (posted.kind === 'fault') return posted;
  const taken = await postTakeIn(host.hostId, sealed);
  if (taken.kind === 'fault') return taken;
  if (taken.value.kind === 'refused') return localFault('refused', taken.value.sentence, '');
  const { gatewayId } = taken.value;
  const now = await loadOverview();
  if (now.kind === 'fault') return now;
  const box = now.value.gateways.find((g) => g.gatewayId === gatewayId);
  if (box === undefined || box.hostId !== host.hostId || !(await boxHasCode(box, made.code)))
    return localFault(
      'not-the-box',
      `The box that came is not the one ${host.name} was asked for. Nothing of yours is in it.`,
      'Do not go on. Tell the programme’s office.',
    );
  rememberBox(box);
  return okResult(true);
}
