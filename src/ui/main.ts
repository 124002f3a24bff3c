import './theme.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Part } from './kit/part.svelte.ts';

async function begin(): Promise<void> {
  const address = new Part(() => import('./state/address.ts'));
  // The address determines the first content, not the included scenario.
  if (location.hash.length > 1) await address.load();
  mount(App, { target: document.getElementById('app')!, props: { address } });
}

void begin();
