/** Opens links. Untrusted content is validated first, and exactly the validated content runs. */
import { ENGINE, type Spec } from '../../engine/tables.ts';
import { asRead, type Experiment, firstLook, specOf } from '../../scenario/experiment.ts';
import { fromFragment, type Link } from '../../scenario/url.ts';
import type { Computation } from './computation.svelte.ts';

/** The session in which a link is opened. */
interface Opens {
  readonly experiment: Experiment;
  readonly spec: Spec;
  readonly run: Pick<Computation, 'check'>;
  notice: string | null;
  open(experiment: Experiment, atMs?: number): void;
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
  private readonly specs: ReadonlyMap<string, Spec>;

  /** @param specs the built-in scenarios by name */
  constructor(session: Opens, specs: ReadonlyMap<string, Spec>) {
    this.session = session;
    this.specs = specs;
  }

  /** Opens the link in an address; reports one that cannot be read. */
  open(fragment: string): void {
    const link = fromFragment(fragment, this.specs);
    if (typeof link === 'string') this.refuse(link);
    else if (link?.foreign) void this.check(link);
    else if (link) this.show(link, link.experiment);
  }

  /** Opens content that needs no validation at once, so that nothing else is shown first. */
  private show(link: Link, experiment: Experiment): void {
    this.session.open(experiment, link.atMs ?? firstLook(specOf(experiment)));
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
    const before = session.experiment;
    const { name, base, seed } = link.experiment;
    // A whole scenario in a link is untrusted and may lack anything.
    const data = name === null ? { ...base, seed } : specOf(link.experiment);
    const { spec, why } = await session.run.check(data);
    // Another link has been opened in the meantime.
    if (number !== this.asked) return;
    this.checking = false;
    // Something else has been opened in the meantime.
    if (session.experiment !== before) return;
    if (spec) this.show(link, asRead(link.experiment, spec));
    else this.refuse(why);
  }
}
