import { type ConsoleEvent, consoleEventSchema } from '@porchlight/contract';
import { consoleContext, type Hub, PROBLEMS, type ProblemCode, type SignedIn } from '@porchlight/hub-core';
import { WebSocket } from 'ws';
import { PEOPLE } from '../http/audience.ts';
import { holdToSession, listenOnly } from './socket-session.ts';
import type { PersonSocket } from './upgrade.ts';

/** /api/console/events: a snapshot, then every change. A look is told to its operator and to supervisors alone. */
export function consoleEvents(hub: Hub): PersonSocket {
  return {
    path: '/api/console/events',
    maxPayload: 1024,
    for: PEOPLE.console,
    serve: (socket, who) => serve(hub, socket, who),
  };
}

function serve(hub: Hub, socket: WebSocket, who: SignedIn): void {
  const send = (event: ConsoleEvent): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(consoleEventSchema.parse(event)));
  };
  // What happens while the snapshot is read comes after it: nothing is lost between the two.
  let early: ConsoleEvent[] | undefined = [];
  const pass = (event: ConsoleEvent): void => {
    if (!maySee(who, event)) return;
    if (early) early.push(event);
    else send(event);
  };
  const ends = [
    hub.bus.subscribe('console', pass),
    hub.bus.subscribe('trust', () => pass({ t: 'context', context: consoleContext(hub.trust, who.id) })),
  ];
  socket.on('close', () => {
    for (const end of ends) end();
  });
  listenOnly(socket);
  holdToSession(hub, socket, who, (code) =>
    send({ t: 'signed-out', reason: PROBLEMS[code as ProblemCode][1] }),
  );
  hub.incidents.views().then(
    (incidents) => {
      send({
        t: 'snapshot',
        incidents,
        looks: [...hub.looks.views(), ...hub.mirror.views()].filter((look) =>
          maySee(who, { t: 'look', look }),
        ),
        context: consoleContext(hub.trust, who.id),
        at: hub.ports.clock.now(),
      });
      for (const event of early ?? []) send(event);
      early = undefined;
    },
    () => socket.close(1011, 'not ready'),
  );
}

function maySee(who: SignedIn, event: ConsoleEvent): boolean {
  return event.t !== 'look' || event.look.operatorId === who.id || who.roles.includes('supervisor');
}
