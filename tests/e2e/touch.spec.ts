/** Drawing on the stage by touch alone, on a phone, and how little it takes. */
import { expect } from '@playwright/test';
import { listening, shown, stormAt } from './shown.ts';
import { card, isBuilt, item, link } from './stage.ts';
import { NIGHT, fresh } from './kept-page.ts';

listening();

fresh.describe('by touch alone', () => {
  fresh.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  fresh('the same takes at most 25 taps on a phone', async ({ page }) => {
    let taps = 0;
    const tap = async (what: ReturnType<typeof card>): Promise<void> => {
      taps++;
      await what.tap();
    };
    const change = async (...path: string[]): Promise<void> => {
      await tap(page.getByRole('button', { name: 'change', exact: true }));
      for (const name of path) await tap(item(page, name));
    };
    await page.goto(stormAt(66));
    await shown(page);
    await page.getByRole('button', { name: 'Files' }).tap();
    await page.getByRole('button', { name: 'New scenario' }).tap();
    await tap(page.getByRole('button', { name: 'Add a client' }));
    await tap(card(page, 'client'));
    await change('Add a service it calls');
    await change('Add a service it calls');
    await change('Break this', 'slow');
    await tap(page.getByRole('button', { name: 'stage', exact: true }));
    await tap(link(page, 'client->service'));
    await change('Add a pattern', 'Timeout');
    await change('Add a pattern', 'Retry', 'as such');
    await change('Add a pattern', 'Circuit breaker', 'as such');
    await tap(page.getByRole('button', { name: 'stage', exact: true }));
    await isBuilt(page, ['client', 'service', 'service-2']);
    expect(taps).toBeLessThanOrEqual(25);
  });
});

fresh.describe('by touch', () => {
  fresh.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  fresh('a port is tapped, and then what it is connected to', NIGHT, async ({ page }) => {
    await page.goto(stormAt(66));
    await shown(page);
    await card(page, 'shoppers').tap();
    await page.getByRole('button', { name: 'stage', exact: true }).tap();
    const port = page.getByRole('button', { name: 'Add a service that shoppers calls' });
    await port.tap();
    await expect(page.getByText('Tap the service that shoppers calls')).toBeVisible();
    await page.getByRole('button', { name: 'Leave it' }).tap();
    await port.tap();
    await card(page, 'database').tap();
    await expect(link(page, 'shoppers->database')).toBeVisible();
    await expect(page.getByText('Tap the service')).toHaveCount(0);
    // Something breaks from where one taps among the lanes.
    await page.getByRole('button', { name: 'Break', exact: true }).tap();
    await page.getByRole('button', { name: /^Break something/ }).tap();
    await item(page, 'database').tap();
    await item(page, 'crash').tap();
    await expect(page.getByRole('slider', { name: /^database crash/ }).first()).toBeVisible();
  });
});
