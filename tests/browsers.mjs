// The browsers that tests can drive on this machine.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

export const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
/** The engine without a browser around it draws the same, in less than half the time. */
export const HEADLESS = '/usr/bin/chromium-headless-shell';
const CHROMES = [
  HEADLESS,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The Chromium to drive, or undefined. */
export const chromiumPath = () =>
  [process.env.CHROMIUM_PATH, ...CHROMES, chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );

/** Which engines can be driven on this machine. */
export const available = () => ({
  chromium: chromiumPath() !== undefined,
  firefox: existsSync('/usr/bin/firefox-esr'),
  webkit:
    existsSync('/usr/bin/WebKitWebDriver') &&
    existsSync('/usr/bin/Xvfb') &&
    existsSync(MINI_BROWSER),
});
