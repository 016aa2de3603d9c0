import type { Attempt } from './demo-calls.ts';

/** An attempt as it was answered, stamped. */
export function AttemptCard({ title, attempt }: { title: string; attempt: Attempt }) {
  return (
    <section className="attempt" aria-label={`${title}: ${attempt.kind}`}>
      <p className="attempt__title">{title}</p>
      <ul>
        {attempt.sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <span className="attempt__stamp" aria-hidden="true">
        {attempt.kind}
      </span>
    </section>
  );
}
