/** A static host that has the built page in a folder, goes away and gets another build. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeServiceWorker } from '../../src/build/offline.ts';
import { serve } from '../../src/cli/serve.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const PLACE = 'some/folder';

export class Host {
  /** Where the page is, without a fragment. */
  readonly url: string;
  readonly folder: string;
  private readonly root: string;
  private readonly server: Server;

  private constructor(root: string, server: Server) {
    this.root = root;
    this.server = server;
    this.folder = join(root, PLACE);
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${PLACE}/`;
  }

  static async begin(): Promise<Host> {
    const root = mkdtempSync(join(tmpdir(), 'faultline-host-'));
    cpSync(dist, join(root, PLACE), { recursive: true });
    return new Host(root, (await serve(root, 0))!);
  }

  end(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  remove(): void {
    this.end();
    rmSync(this.root, { recursive: true });
  }

  /** Leaves only the first half of a file. */
  truncate(which: RegExp): void {
    const assets = join(this.folder, 'assets');
    const path = join(
      assets,
      readdirSync(assets).find((name) => which.test(name))!,
    );
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, text.length / 2));
  }

  /** Replaces the build by one in which every file has another name or other contents. */
  deploy(build: string): void {
    const assets = join(this.folder, 'assets');
    const names = readdirSync(assets);
    const anyName = new RegExp(names.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g');
    const renamed = (path: string) => readFileSync(path, 'utf8').replace(anyName, `${build}-$&`);
    const index = join(this.folder, 'index.html');
    writeFileSync(index, renamed(index).replace('<html', `$& data-build="${build}"`));
    for (const name of names) {
      writeFileSync(join(assets, `${build}-${name}`), `${renamed(join(assets, name))}\n`);
      rmSync(join(assets, name));
    }
    writeServiceWorker(this.folder);
  }
}
