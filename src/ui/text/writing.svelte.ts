/**
 * The text in step with the stage. What is written and says something else, because it is not read
 * yet or cannot be, is the lab's draft: it is not lost, whatever happens to the stage or the pane.
 */
import { untrack } from 'svelte';
import { differences } from '../../scenario/editing/differences.ts';
import { contentOf, labOfText, textOf, withText } from '../../scenario/editing/lab-text.ts';
import { carried, type Content } from '../../scenario/editing/rewrite.ts';
import { specOf } from '../../scenario/experiment.ts';
import { type Draft, type Lab, lookOf, type Source } from '../../scenario/lab.ts';
import { firstIn } from '../../scenario/lab-notes.ts';
import type { Problem } from '../../scenario/read.ts';
import { documentOf } from '../../scenario/write.ts';
import { Texts } from '../../worker/texts.ts';
import { textSoon } from '../files/texts.ts';
import { followed } from '../editor/followed.ts';
import type { Session } from '../state/session.svelte.ts';
import { Code } from './code.ts';

/** Delay after the last key, and after the last change on the stage, in ms. */
const READ_MS = 200;
const FOLLOW_MS = 80;
/** Without a key for so long, the next one is another step of the history, in ms. */
const PAUSE_MS = 1500;

const said = ({ spec, notes }: Content): string => JSON.stringify(documentOf(spec, notes));

function withoutDraft({ draft: _, ...lab }: Lab): Lab {
  return lab;
}

export class Writing {
  code: Code | undefined = $state.raw();
  problems: readonly Problem[] = $state.raw([]);
  /** Why the text could not be read at all. */
  failure: string | null = $state(null);
  readonly isAstray = $derived.by(() => this.session.lab.draft !== undefined);

  private due: ReturnType<typeof setTimeout> | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private readonly texts = new Texts();
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
    $effect(() => this.follow());
  }

  /** Once: what changes later is put into the editor that is there. @returns what closes it */
  open(parent: HTMLElement, oncaret: (offset: number) => void): () => void {
    const { session } = this;
    const { lab } = session;
    const text = lab.draft?.text ?? textOf(lab);
    const onwrite = (written: string): void => this.take(written);
    const code = new Code(parent, { text, spec: () => session.spec, onwrite, oncaret });
    this.code = code;
    if (lab.draft) void this.read(text);
    code.focus();
    return () => this.close(code);
  }

  private close(code: Code): void {
    clearTimeout(this.pause);
    this.session.release('text');
    this.code = undefined;
    code.close();
    // What was written last is read nevertheless.
    const last = this.due === undefined ? undefined : this.session.lab.draft;
    clearTimeout(this.due);
    void (last ? this.read(last.text) : Promise.resolve()).finally(() => this.texts.close());
  }

  /** Takes what has been written. */
  take(text: string): void {
    const { lab } = this.session;
    const since = lab.draft ? lab.draft.since : lab;
    this.session.annotate({ ...lab, draft: { text, since } });
    clearTimeout(this.due);
    this.due = setTimeout(() => void this.read(text), READ_MS);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.session.release('text'), PAUSE_MS);
  }

  private async read(text: string): Promise<void> {
    const { session } = this;
    const { work } = session.lab;
    this.due = undefined;
    try {
      const { spec, notes, problems } = await this.texts.read(text);
      const { lab } = session;
      // Somebody has written on, or opened something else.
      if (lab.work !== work || lab.draft?.text !== text) return;
      this.failure = null;
      this.problems = problems;
      this.code?.mark(problems);
      if (spec && notes) this.use({ text, spec, notes }, lab.draft);
    } catch (error) {
      if (this.code) this.failure = (error as Error).message;
    }
  }

  /** The text can be read: it is what the page shows. */
  private use(source: Source, { since }: Draft): void {
    const { session } = this;
    const before = withoutDraft(session.lab);
    const lab = labOfText(source);
    if (since === null) return session.open(lab, lookOf(lab));
    const [then, now] = [contentOf(since), contentOf(before)];
    const wasChanged = said(then) !== said(now);
    if (wasChanged) {
      // The stage was changed meanwhile: so is the text.
      const text = carried(source.text, then, now);
      if (text !== source.text) {
        session.annotate({ ...before, draft: { text, since: before } });
        return void this.read(text);
      }
    }
    const isSame = said(contentOf(lab)) === said(now);
    session.annotate(isSame ? withText(before, source.text) : before);
    if (isSame) return;
    this.edit(lab);
    if (wasChanged)
      session.notice = 'What was changed on the stage has no place in this text; Undo shows it.';
  }

  private edit(lab: Lab): void {
    const { session } = this;
    const { lab: before } = session;
    // Names and numbers that a text does not have.
    const variants = lab.variants.map((variant, index) => {
      const { id, name } = before.variants[index] ?? variant;
      return { ...variant, id, name: index === 0 ? name : variant.name };
    });
    const shown = Math.min(before.shown, variants.length - 1);
    const [was, is] = [specOf(firstIn(before)), lab.base];
    const selection = followed(session.selection, was, differences(was, is), is);
    session.edit({ ...lab, variants, shown }, selection, 'text');
  }

  /** What changes on the stage changes in the text, unless somebody is in the middle of it. */
  private follow(): (() => void) | undefined {
    const { lab } = this.session;
    const { code } = this;
    if (!code || lab.draft?.text === code.text) return undefined;
    if (!lab.draft) {
      const timer = setTimeout(() => void this.put(), FOLLOW_MS);
      return () => clearTimeout(timer);
    }
    const { text } = lab.draft;
    code.put(text);
    untrack(() => void this.read(text));
    return undefined;
  }

  private async put(): Promise<void> {
    try {
      const text = await textSoon(this.session, this.texts);
      if (text === null || this.isAstray) return;
      this.failure = null;
      this.problems = [];
      this.code?.put(text);
      this.code?.mark([]);
    } catch (error) {
      if (this.code) this.failure = (error as Error).message;
    }
  }

  /** The stage's text again. */
  drop(): void {
    clearTimeout(this.due);
    this.due = undefined;
    this.session.annotate(withoutDraft(this.session.lab));
  }
}
