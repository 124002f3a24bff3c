/**
 * What comes into the page as text: a scenario in YAML or JSON, or a link, from a file or pasted.
 * It becomes another entry of the history: nothing that is there is lost.
 */
import { labOfText } from '../../scenario/editing/lab-text.ts';
import { lookOf, VARIANTS_MAX } from '../../scenario/lab.ts';
import type { Problem } from '../../scenario/read.ts';
import { asShown, type LinkState } from '../../scenario/url.ts';
import { Texts } from '../../worker/texts.ts';
import { whole } from '../kit/format.ts';
import type { Session } from '../state/session.svelte.ts';

/** A scenario is not larger, in characters. */
const TEXT_MAX = 5_000_000;
/** Where a text is opened: a link has a way of its own. */
export interface Desk {
  session: Session;
  openLink: (fragment: string) => void;
}

/** What a link says after the address; null: the text is no link. */
function fragmentOf(text: string): string | null {
  const at = text.indexOf('#');
  return /^(https?:\/\/|#[\w?])/.test(text) && at >= 0 && !/\s/.test(text) ? text.slice(at) : null;
}

/**
 * @param name of the file, or what else it is, for messages
 * @param state what a text does not say: how its lab is shown
 */
export async function openText(
  { session, openLink }: Desk,
  text: string,
  name: string,
  state: LinkState | null = null,
): Promise<void> {
  const fragment = fragmentOf(text.trim());
  if (fragment !== null) return openLink(fragment);
  const refuse = (why: string): void => void (session.notice = `${name} cannot be opened: ${why}.`);
  if (text.trim() === '') return refuse('there is nothing in it');
  if (text.length > TEXT_MAX)
    return refuse(`it has ${whole(text.length)} characters, wanted at most ${whole(TEXT_MAX)}`);
  const { work } = session.lab;
  const texts = new Texts();
  try {
    const { spec, notes, problems } = await texts.read(text);
    // Something else has been opened in the meantime.
    if (session.lab.work !== work) return;
    if (!spec || !notes) return leaveDraft(session, text, name, problems);
    const lab = labOfText({ text, spec, notes });
    session.open(state ? asShown(lab, state) : lab, state?.atMs ?? lookOf(lab));
    const { length } = notes.variants;
    if (length >= VARIANTS_MAX)
      session.notice =
        `${name} has ${length + 1} variants, of which the first ${VARIANTS_MAX} are shown. ` +
        'The others stay in its text.';
  } catch (error) {
    refuse((error as Error).message);
  } finally {
    texts.close();
  }
}

/** What has mistakes is shown as text, to be mended; the page goes on as it is. */
function leaveDraft(
  session: Session,
  text: string,
  name: string,
  problems: readonly Problem[],
): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const where = first ? `line ${first.line ?? 1}: ${first.message}` : 'it is no scenario';
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  session.propose(text);
  session.notice = `${name} cannot be opened yet: ${where}${more}. Its text is beside the stage.`;
}

export async function openFile(desk: Desk, file: File): Promise<void> {
  // Nobody can read, or write, that much.
  if (file.size > 4 * TEXT_MAX) {
    const size = `${Math.round(file.size / 1e6)} MB`;
    desk.session.notice = `${file.name} cannot be opened: it has ${size}.`;
    return;
  }
  try {
    await openText(desk, await file.text(), file.name);
  } catch (error) {
    desk.session.notice = `${file.name} cannot be opened: ${(error as Error).message}`;
  }
}

/** Asks for a file. */
export function chooseFile(desk: Desk): void {
  const field = document.createElement('input');
  field.type = 'file';
  field.accept = '.yaml,.yml,.json,.txt';
  field.onchange = () => {
    const [file] = field.files ?? [];
    if (file) void openFile(desk, file);
  };
  field.click();
}
