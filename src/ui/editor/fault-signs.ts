/** The sign of each kind of fault. */
import Ban from '@lucide/svelte/icons/ban';
import CircleX from '@lucide/svelte/icons/circle-x';
import DropletOff from '@lucide/svelte/icons/droplet-off';
import Hourglass from '@lucide/svelte/icons/hourglass';
import OctagonX from '@lucide/svelte/icons/octagon-x';
import Pause from '@lucide/svelte/icons/pause';
import PowerOff from '@lucide/svelte/icons/power-off';
import Shrink from '@lucide/svelte/icons/shrink';
import Snail from '@lucide/svelte/icons/snail';
import TrendingUp from '@lucide/svelte/icons/trending-up';
import Unplug from '@lucide/svelte/icons/unplug';
import type { Component } from 'svelte';

export const faultSigns: Readonly<Record<string, Component<{ size?: number }>>> = {
  slow: Snail,
  delay: Hourglass,
  errors: CircleX,
  permanentErrors: OctagonX,
  capacity: Shrink,
  spike: TrendingUp,
  pause: Pause,
  crash: PowerOff,
  drop: Unplug,
  loss: DropletOff,
  refuse: Ban,
};
