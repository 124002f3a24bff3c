// Sees to it that there are browsers for the tests: one that is there already, Playwright's own
// where it can be downloaded, else Debian's. On CI those of the other two engines as well.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { available, HEADLESS } from './browsers.mjs';

const run = (command, ...args) =>
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

const debian = (...packages) =>
  process.getuid?.() === 0 &&
  run('apt-get', 'update', '-qq') &&
  run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages);

/** Installs what is missing. @returns whether there is a Chromium at least */
function install() {
  const { firefox, webkit } = available();
  const complete = firefox && webkit && existsSync(HEADLESS);
  if (process.env.CI && !complete) {
    console.log('installing Chromium, Firefox and WebKit');
    debian('chromium-headless-shell', 'firefox-esr', 'webkit2gtk-driver', 'xvfb');
  }
  if (!available().chromium) {
    console.log('there is no Chromium: installing one');
    run(process.execPath, 'node_modules/.bin/playwright', 'install', 'chromium');
    if (!available().chromium) debian('chromium-headless-shell');
  }
  return available().chromium;
}

process.exitCode = install() ? 0 : 1;
