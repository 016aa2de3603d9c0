import { type Area, clerkOverviewSchema, ownerOverviewSchema } from '@porchlight/contract';
import type { OwnerId } from '@porchlight/domain';
import type { Hub, SignedIn } from '@porchlight/hub-core';
import { WebSocket } from 'ws';
import { PEOPLE } from '../http/audience.ts';
import { holdToSession, listenOnly } from './socket-session.ts';
import type { PersonSocket } from './upgrade.ts';

/** Changes close together become one message. */
const GATHER_MS = { owner: 30, clerk: 250 } as const;

/** /api/owner/events and /api/clerk/events: the whole overview after connecting and after each change. */
export function overviewEvents(hub: Hub, area: 'owner' | 'clerk'): PersonSocket {
  return {
    path: `/api/${area}/events`,
    maxPayload: 1024,
    for: PEOPLE[area],
    serve: (socket, who) => serve(hub, socket, who),
  };
}

function serve(hub: Hub, socket: WebSocket, who: SignedIn): void {
  const area = who.area as 'owner' | 'clerk';
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  const tell = async (): Promise<void> => {
    const text = await overviewText(hub, area, who);
    if (text !== undefined && socket.readyState === WebSocket.OPEN) socket.send(text);
  };
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      turn = turn.then(tell).catch((err: unknown) => {
        hub.ports.log.warn({ err }, 'an overview was not sent');
      });
    }, GATHER_MS[area]);
  };
  const ends = [hub.bus.subscribe('trust', soon), subscribeTo(hub, area, who, soon)];
  socket.on('close', () => {
    clearTimeout(timer);
    for (const end of ends) end();
  });
  listenOnly(socket);
  holdToSession(hub, socket, who);
  soon();
}

function subscribeTo(hub: Hub, area: Area, who: SignedIn, soon: () => void): () => void {
  if (area === 'clerk') return hub.bus.subscribe('clerk', soon);
  return hub.bus.subscribe('owner', (ownerId) => {
    if (ownerId === who.id) soon();
  });
}

async function overviewText(hub: Hub, area: Area, who: SignedIn): Promise<string | undefined> {
  if (area === 'clerk') return JSON.stringify(clerkOverviewSchema.parse(await hub.clerks.overview(who)));
  const overview = await hub.owners.overview(who.id as OwnerId);
  return overview && JSON.stringify(ownerOverviewSchema.parse(overview));
}
