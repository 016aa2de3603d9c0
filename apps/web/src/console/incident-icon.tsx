import type { IncidentClass } from '@porchlight/domain';
import { CarFront, Flame, Footprints, HandCoins, House, Swords, Target, TriangleAlert } from 'lucide-react';

const ICONS: Readonly<Record<IncidentClass, typeof House>> = {
  burglary: House,
  robbery: HandCoins,
  assault: Swords,
  shooting: Target,
  'vehicle-theft': CarFront,
  'hit-and-run': TriangleAlert,
  arson: Flame,
  'missing-person': Footprints,
};

/** A class by its shape; its name stands beside it. */
export function IncidentIcon({ name }: { name: IncidentClass }) {
  const Icon = ICONS[name];
  return <Icon size={16} aria-hidden="true" />;
}
