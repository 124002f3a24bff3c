/** Opens links. Untrusted content is validated first, and exactly the validated content runs. */
import { ENGINE, type Spec } from '../../engine/tables.ts';
import { asRead, type Experiment, specOf } from '../../scenario/experiment.ts';
import { type Lab, labOf, lookOf, VARIANTS_MAX } from '../../scenario/lab.ts';
import { labFrom } from '../../scenario/lab-notes.ts';
import type { Notes } from '../../scenario/notes.ts';
import { asShown, type BuiltIns, fromFragment, type Link } from '../../scenario/url.ts';
import type { Selection } from '../kit/selection.ts';
import type { Computation } from './computation.svelte.ts';
import { SPEED, SPEEDS } from './playhead.svelte.ts';
import { holderOf, holdersOf } from './selected.ts';

/** The session in which a link is opened. */
interface Opens {
  readonly lab: Lab;
  readonly spec: Spec;
  readonly run: Pick<Computation, 'check'>;
  readonly playhead: { speed: number };
  readonly telling: { linked: string | null };
  selection: Selection | null;
  notice: string | null;
  open(lab: Lab, atMs?: number): void;
  go(): void;
}

/** Maximum number of listed changes that do not apply. */
const TOLD_MAX = 3;

export class Links {
  /** The content of the address is still being validated, and must not be lost. */
  checking = $state(false);
  private asked = 0;
  private fromAddress = false;

  private readonly session: Opens;
  private readonly builtIns: BuiltIns;

  constructor(session: Opens, builtIns: BuiltIns) {
    this.session = session;
    this.builtIns = builtIns;
  }

  /** Opens the link in an address; reports one that cannot be read. */
  open(fragment: string): void {
    const link = fromFragment(fragment, this.builtIns);
    if (typeof link === 'string') this.refuse(link);
    else if (link?.foreign) void this.check(link);
    else if (link) this.show(link, { ...labOf(link.experiment), look: link.look });
  }

  /** The page began with this link, or with one that cannot be read. */
  begin(here: Link | string): void {
    if (typeof here === 'string') this.refuse(here);
    else if (here.foreign) void this.check(here);
    else {
      this.restore(here);
      this.tell(here);
    }
  }

  /** What was selected and asked, and how fast it played. */
  private restore({ selected, speed, why }: Link): void {
    const { session } = this;
    if (selected !== null) session.selection = holderOf(holdersOf(session.spec), selected);
    session.telling.linked = why;
    session.playhead.speed = SPEEDS.find((one) => one === speed) ?? SPEED;
  }

  /** Opens content that needs no validation at once, so that nothing else is shown first. */
  private show(link: Link, lab: Lab): void {
    this.session.open(asShown(lab, link), link.atMs ?? lookOf(lab));
    this.restore(link);
    this.fromAddress = true;
    this.tell(link);
  }

  /** Whether what is shown came with the address; asked once. */
  arrived(): boolean {
    const { fromAddress } = this;
    this.fromAddress = false;
    return fromAddress;
  }

  /** Another engine may give another run, and changes may be lost: reports both. */
  tell({ engine, problems }: Link): void {
    const words: string[] = [];
    if (engine !== null && engine !== ENGINE)
      words.push(
        `This link was made with engine ${engine}, but this page runs engine ${ENGINE}: ` +
          'numbers may differ from those that were shared.',
      );
    for (const { path, message } of problems.slice(0, TOLD_MAX))
      words.push(`A change in this link does not apply, ${path}: ${message}.`);
    const left = problems.length - TOLD_MAX;
    if (left > 0) words.push(`${left} more changes do not apply.`);
    if (words.length > 0) this.session.notice = words.join(' ');
  }

  refuse(why: string): void {
    const { session } = this;
    session.go();
    session.notice = `This link cannot be opened: ${why}. Showing “${session.spec.title}” instead.`;
  }

  async check(link: Link): Promise<void> {
    const { session } = this;
    const number = ++this.asked;
    this.checking = true;
    session.notice = 'Checking the scenario in this link …';
    const { work } = session.lab;
    const { name, base, seed } = link.experiment;
    // A whole scenario in a link is untrusted and may lack anything.
    const scenario = name === null ? { ...base, seed } : specOf(link.experiment);
    const data = { ...scenario, ...link.notes };
    const { spec, notes, why } = await session.run.check(data);
    // Another link has been opened in the meantime.
    if (number !== this.asked) return;
    this.checking = false;
    // Something else has been opened in the meantime.
    if (session.lab.work !== work) return;
    if (spec && notes) this.show(link, labRead(link, asRead(link.experiment, spec), notes));
    else this.refuse(why);
  }
}

/** The page shows only so many variants. */
function labRead({ look }: Link, first: Experiment, notes: Notes): Lab {
  const variants = notes.variants.slice(0, VARIANTS_MAX - 1);
  return labFrom(first, { ...notes, look: notes.look ?? look, variants });
}
