import type { RefusalView } from '@porchlight/contract';
import { refusalAdvice } from './refusal-advice.ts';

/** Every failing rule as a sentence, with what to do where something can be done. */
export function RefusalList({ refusals }: { refusals: readonly RefusalView[] }) {
  if (refusals.length === 0) return null;
  return (
    <div role="alert">
      <ul className="refusals">
        {refusals.map(({ code, sentence }) => {
          const advice = refusalAdvice(code);
          return (
            <li key={`${code} ${sentence}`}>
              {sentence} {advice !== undefined && <b>{advice}</b>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
