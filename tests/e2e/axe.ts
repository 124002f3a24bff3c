/** What a screen reader would stumble over, as axe sees it. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** All that axe knows of, and what is too small to hit. */
export const ALL = { rules: { 'target-size': { enabled: true } } };
/** Those of them that look at colors. */
export const COLORS = { runOnly: ['color-contrast', 'link-in-text-block'] };

interface Axe {
  run(part: string, options: object): Promise<Pick<AxeResults, 'violations'>>;
}
type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>;

/** What a screen reader would stumble over. @param part all of the page if not given */
export async function serious(
  page: Page,
  rules: typeof ALL | typeof COLORS,
  part = 'body',
): Promise<string[]> {
  // It is brought into the page once, and stays there.
  if (!(await page.evaluate(() => 'axe' in globalThis)))
    await new AxeBuilder({ page }).setLegacyMode().withRules('document-title').analyze();
  // What passes is not described.
  const options = { ...rules, resultTypes: ['violations'] };
  const violations = await page.evaluate(
    async ([where, how]) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      const found = await axe.run(where, how);
      return found.violations.map(({ id, impact, nodes }) => ({
        ...{ id, impact },
        html: nodes.map((node) => node.html).join('\n'),
      }));
    },
    [part, options] as const,
  );
  return violations
    .filter(({ impact }) => /serious|critical/.test(impact ?? ''))
    .map(({ id, html }) => `${id}: ${html}`);
}
