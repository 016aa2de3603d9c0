/** A refusal as it came back, stamped. */
export function RefusalCard({ title, sentences }: { title: string; sentences: readonly string[] }) {
  return (
    <section className="refusal" aria-label={`${title}: refused`}>
      <p className="refusal__title">{title}</p>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <span className="refusal__stamp" aria-hidden="true">
        Refused
      </span>
    </section>
  );
}
