import { HostDesk, type HostDeskParts } from '../gateways/host-desk.ts';
import { HostingDesk, type HostingDeskParts } from '../owners/hosting-desk.ts';
import { NodeHosts } from './node-hosts.ts';
import { hostMap } from './node-map.ts';
import type { NodeNet } from './node-net.ts';

/** Named hosts, wired: those connected here, what owners want of any, and, with other hubs, the way to theirs. */
export function openHosts(
  parts: HostDeskParts & Omit<HostingDeskParts, 'post' | 'firstCall'>,
  net: NodeNet | undefined,
): { hosts: HostDesk; hosting: HostingDesk; nodeHosts: NodeHosts | undefined } {
  const hosts = new HostDesk(parts);
  const map = hostMap(hosts, net);
  const firstCall = new DataView(parts.random.bytes(4).buffer).getUint32(0);
  const hosting = new HostingDesk({ ...parts, post: map, firstCall });
  const nodeHosts = net && new NodeHosts({ net, here: hosts, map, hosting });
  hosts.listen(nodeHosts ?? hosting);
  return { hosts, hosting, nodeHosts };
}
