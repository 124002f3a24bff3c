/** The text of what a page shows, made elsewhere, so that the page goes on meanwhile. */
import { contentOf, textAtOnce, withText } from '../../scenario/editing/lab-text.ts';
import type { Texts } from '../../worker/texts.ts';
import type { Session } from '../state/session.svelte.ts';

/** The lab then knows its text. @returns null if there is another lab by then */
export async function textSoon(session: Session, texts: Texts): Promise<string | null> {
  const { lab } = session;
  const known = textAtOnce(lab);
  if (known !== null) return known;
  const { source } = lab;
  const text = await texts.rewrite(source!.text, source!, contentOf(lab));
  if (session.lab !== lab) return null;
  if (!lab.draft) session.annotate(withText(lab, text));
  return text;
}
