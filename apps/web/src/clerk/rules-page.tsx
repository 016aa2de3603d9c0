import { INCIDENT_CLASSES } from '@porchlight/domain';
import { classTitle } from '../ui/incident-words.ts';
import type { ClerkProps } from './clerk-page.tsx';

/** The ordinance in force: each rule as a sentence with its section, the tables, and the text that machines read. */
export function RulesPage({ overview }: ClerkProps) {
  const { policy } = overview;
  const codes = Object.entries(policy.natureCodes);
  return (
    <>
      <div className="stack">
        <h1>The rules in force</h1>
        <p className="quiet">
          {policy.title}, version {policy.version}. Every box checks every rule by itself before a picture
          leaves it.
        </p>
      </div>
      <ol className="rules">
        {policy.rules.map((rule) => (
          <li key={rule.id} className="rule">
            <span className="rule__section">{rule.section}</span>
            <p>{rule.title}</p>
          </li>
        ))}
      </ol>
      <section className="stack" aria-labelledby="classes-title">
        <h2 id="classes-title">Kinds of incident</h2>
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col">Within</th>
                <th scope="col">Dispatch codes</th>
              </tr>
            </thead>
            <tbody>
              {INCIDENT_CLASSES.map((c) => {
                const radius = policy.radiusM[c];
                return (
                  <tr key={c}>
                    <th scope="row">{classTitle(c)}</th>
                    <td>{radius === undefined ? 'opens nothing' : `${radius} m`}</td>
                    <td className="mono">
                      {codes
                        .filter(([, to]) => to === c)
                        .map(([code]) => code)
                        .join(', ') || '–'}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        <p className="quiet">
          A code that is not in this table opens nothing. A look lasts {policy.maxMinutes} minutes at most.
        </p>
      </section>
      <details>
        <summary>The text that the boxes read (Cedar)</summary>
        <pre className="cedar">{policy.cedar}</pre>
        <p className="small mono">SHA-256 {policy.hash}</p>
      </details>
    </>
  );
}
