/** Two rows of houses by night. `yes`: its owner takes part. */
interface House {
  readonly x: number;
  readonly y: number;
  readonly yes: boolean;
}

const WIDTH = 560;
const HEIGHT = 440;
const INCIDENT = { x: 300, y: 226 };
const RADIUS = 148;
/** Which of the houses take part, row by row; chosen so that refusing ones stand inside the circle too. */
const ROWS = ['1011010', '0110111', '1101101', '1011011', '0101101'] as const;

const HOUSES: readonly House[] = ROWS.flatMap((row, r) =>
  [...row].map((mark, c) => ({ x: 46 + c * 78 + (r % 2) * 6, y: 52 + r * 84, yes: mark === '1' })),
);

function distance({ x, y }: House): number {
  return Math.hypot(x - INCIDENT.x, y - INCIDENT.y);
}

/** The promise as a picture: inside the circle the lamps of those who said yes come on, and no others. */
export function NightStreet() {
  return (
    <svg
      className="night"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label="A neighbourhood by night. Inside a circle around a report, the porch lights of the houses that take part are lit; all others stay dark."
    >
      {[94, 178, 262, 346].map((y) => (
        <path key={y} className="night__street" d={`M0 ${y} H${WIDTH}`} />
      ))}
      {[165, 399].map((x) => (
        <path key={x} className="night__street" d={`M${x} 0 V${HEIGHT}`} />
      ))}
      <circle className="night__circle" cx={INCIDENT.x} cy={INCIDENT.y} r={RADIUS} />
      {HOUSES.map((house) => (
        <NightHouse key={`${house.x},${house.y}`} house={house} />
      ))}
      <path className="night__incident" d={`M${INCIDENT.x} ${INCIDENT.y - 11} l11 11 l-11 11 l-11 -11 z`} />
    </svg>
  );
}

function NightHouse({ house }: { house: House }) {
  const away = distance(house);
  const lit = house.yes && away <= RADIUS;
  const { x, y } = house;
  return (
    <g className={lit ? 'night__house night__house--lit' : 'night__house'}>
      {lit && (
        <circle
          className="night__glow"
          cx={x}
          cy={y + 9}
          r="25"
          style={{ animationDelay: `${500 + away * 5}ms` }}
        />
      )}
      <path
        className="night__walls"
        d={`M${x - 15} ${y - 3} L${x} ${y - 15} L${x + 15} ${y - 3} V${y + 15} H${x - 15} Z`}
      />
      <circle
        className={house.yes ? 'night__lamp' : 'night__lamp night__lamp--none'}
        cx={x}
        cy={y + 6}
        r="3.6"
        style={lit ? { animationDelay: `${500 + away * 5}ms` } : undefined}
      />
    </g>
  );
}
