import { sha256, toBase64Url } from '@porchlight/statements';

/**
 * The text an owner signs. A line that begins with `# ` opens a topic; other lines are its paragraphs, `- ` a list item.
 * Any change of a letter needs a new version: receipts of older versions carry their own text.
 */
export const WAIVER = {
  version: '2026-11-2',
  language: 'en',
  text: `# What you agree to
You let the operators of this programme look through the cameras you name, live, when a crime of a kind you choose is reported near enough to them. Nothing more.
You decide for each camera: which kinds of incident, how near, at what hours and until which date. Those choices are part of what you sign, and your own box holds to them.
You owe nobody a reason for saying no, for changing your mind, or for saying yes to one camera and no to another.

# When police may look, and when not
A look needs all of this at once:
- Dispatch has reported an incident, signed by dispatch itself, and it is still open.
- Its kind is on your list and on the council's list.
- It is within the distance you set and within the council's.
- It is within your hours and before your end date.
- A named operator signs for this one look, with a key that cannot be copied.
- The programme is running: not paused, not past its end date.
Your box checks every point by itself. If one is missing it sends no picture, whatever the server in the middle says.
Every look ends by itself: when its minutes run out, when the incident is closed, when you press stop, or when your box has heard nothing from the programme for four seconds.

# What they see
Moving pictures of what the camera sees: your door, the street, and people who pass, you among them.
A picture may begin up to one key-frame interval, at most 6 seconds, before the look was asked for. Video is sent in groups, and a group can only be opened from its beginning.
What you cover stays covered: it is painted over in your box before anything leaves it. Nobody who gets such a picture can take the paint off. Whoever runs the box could see what is under it.
Paint covers a part of the picture, not a thing: what moves beside it is seen, and a camera that is turned shows something else under it. Look at the covered picture yourself before you sign, and again when a camera was moved.
If your box cannot paint, it sends nothing.
There is no sound. Your box removes it, always.
There is no face recognition and no other recognition of bodies or voices anywhere in this system.
Looking is not recording: nothing of the picture is kept at the server or at the operator's screen.

# Who holds your pictures
Your box, or the box of a host you choose, holds the passwords of your cameras and their newest seconds. Whoever runs that box can see your cameras.
If a host runs it for you, the host can see your cameras, at any time and without asking. Hosts are not the police. The programme names each of them, and yours stands by its name in what you sign: a box of anybody else refuses your signature.
You can move from a host to a box of your own, or back, whenever you like. The place you leave keeps nothing: no camera, no password, no key of yours.
Pictures leave the box sealed for the screen of the operator who asked. The server in the middle passes them on and cannot open them. It can see when your box sends, and how much.
Each operator's picture carries a mark with the operator's number and the time.

# What you can do at any time
- Stop: one press ends every look that is running, at once. No key and no password is asked for.
- Pause: for an hour, for today, or until you sign again. One camera or all of them.
- See who is looking now: their role, the kind of incident, where, and since when.
- See every look of the past, and every one your box refused, with the reasons.
- Be told of each look within a minute, by e-mail when you leave an address.
- Leave: take a camera out, or all of them, without a reason. It holds at once.
Police are not told that you stopped, paused, left or never took part. On their screen all of these look alike: a camera that is not there.

# What nobody can promise you
- A report can be false. A look is opened by what was reported, not by what was proven. Every look is written down, so that a false one can be found.
- Somebody can misuse a picture inside a real incident, or film the screen with a telephone.
- A picture taken from a screen can be searched elsewhere with tools that this programme does not have.
- A court can order you, your host or the city to hand over what they hold. The city's server holds no picture it could open. You and your host may.
- Your neighbours and people who visit you did not sign this. Point your camera at what is yours.

# How long it holds
It holds until the date you chose, and never longer than the programme itself. Then it ends by itself, and you are asked again.
Every change is shown to you as a difference before you sign it.
A change that opens more than before waits 24 hours before it holds, unless you confirm it on the page of your own box. A change that opens less holds at once.
You get a receipt with this text, your choices and your signature. Keep it: it proves what you agreed to, also against the city.
`,
} as const;

/** SHA-256 over the UTF-8 text, base64url: what a consent names, and what a browser recomputes from the text it showed. */
export async function waiverTextHash(text: string): Promise<string> {
  return toBase64Url(await sha256(new TextEncoder().encode(text)));
}

export interface WaiverTopic {
  readonly title: string;
  /** In order; `item` is a list item. */
  readonly parts: readonly { readonly kind: 'paragraph' | 'item'; readonly text: string }[];
}

/** The topics of a waiver text, one a screen. Every line that is not blank is in exactly one of them. */
export function waiverTopics(text: string): WaiverTopic[] {
  const topics: { title: string; parts: { kind: 'paragraph' | 'item'; text: string }[] }[] = [];
  for (const line of text.split('\n').map((l) => l.trim())) {
    if (line === '') continue;
    if (line.startsWith('# ')) topics.push({ title: line.slice(2), parts: [] });
    else {
      if (topics.length === 0) topics.push({ title: '', parts: [] });
      const item = line.startsWith('- ');
      topics.at(-1)?.parts.push({ kind: item ? 'item' : 'paragraph', text: item ? line.slice(2) : line });
    }
  }
  return topics;
}
