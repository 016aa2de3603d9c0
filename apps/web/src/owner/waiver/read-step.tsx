import type { WaiverTopic } from '@porchlight/contract';
import { Button } from '../../ui/button.tsx';

/** One topic of the text on one screen. */
export function ReadStep({ topic, last, onNext }: { topic: WaiverTopic; last: boolean; onNext: () => void }) {
  const blocks = blocksOf(topic);
  return (
    <>
      <article className="waiver__text stack">
        <h1>{topic.title}</h1>
        {blocks.map((block) =>
          block.kind === 'paragraph' ? (
            <p key={block.text}>{block.text}</p>
          ) : (
            <ul key={block.items[0]} className="bullets">
              {block.items.map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          ),
        )}
      </article>
      <Button look="primary" large wide onClick={onNext}>
        {last ? 'I have read it. Choose' : 'Next'}
      </Button>
    </>
  );
}

type Block = { kind: 'paragraph'; text: string } | { kind: 'list'; items: string[] };

function blocksOf(topic: WaiverTopic): Block[] {
  const blocks: Block[] = [];
  for (const { kind, text } of topic.parts) {
    const last = blocks.at(-1);
    if (kind === 'paragraph') blocks.push({ kind, text });
    else if (last?.kind === 'list') last.items.push(text);
    else blocks.push({ kind: 'list', items: [text] });
  }
  return blocks;
}
