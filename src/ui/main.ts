import './theme.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Part } from './kit/part.svelte.ts';

async function begin(): Promise<void> {
  const address = new Part(() => import('./state/address.ts'));
  // What it names is shown first, and not what the page brings along.
  if (location.hash.length > 1) await address.load();
  mount(App, { target: document.getElementById('app')!, props: { address } });
}

void begin();
