import { NodeDesk, type NodeDeskParts } from './node-desk.ts';
import { NodeInbox, type NodeInboxParts } from './node-inbox.ts';
import { NodeVoice } from './node-voice.ts';

/** One hub among several, wired: what it hears, what it tells, and its lease. Begin it once the hub can serve. */
export function openNodes(parts: Omit<NodeDeskParts & NodeInboxParts, 'voice' | 'inbox'>): NodeDesk {
  const { net, bus, looks, gateways } = parts;
  const voice = new NodeVoice({ net, bus, looks, gateways });
  const inbox = new NodeInbox({ ...parts, voice });
  return new NodeDesk({ ...parts, voice, inbox });
}
