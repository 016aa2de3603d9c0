import type { PauseStatement, RosterStatement } from '@porchlight/statements';

/** One line for the second clerk: what this statement would change. */
export function statementSummary(
  next: RosterStatement | PauseStatement,
  inForce: RosterStatement | undefined,
): string {
  if (next.kind === 'pause')
    return next.state === 'running' ? `Resume: ${next.reason}` : `Pause: ${next.reason}`;
  const before = new Map((inForce?.people ?? []).map((person) => [person.id, person]));
  const after = new Set(next.people.map((person) => person.id));
  const added = next.people.filter((person) => !before.has(person.id)).map((person) => person.name);
  const removed = [...before.values()].filter((person) => !after.has(person.id)).map((person) => person.name);
  const changed = next.people.filter((person) => {
    const known = before.get(person.id);
    return known !== undefined && JSON.stringify(known) !== JSON.stringify(person);
  });
  const parts = [
    ...(added.length > 0 ? [`adds ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`strikes off ${removed.join(', ')}`] : []),
    ...(changed.length > 0 ? [`changes ${changed.map((person) => person.name).join(', ')}`] : []),
  ];
  return `People, epoch ${next.epoch}: ${parts.join('; ') || 'renewed'}`.slice(0, 400);
}
