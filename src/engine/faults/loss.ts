import { Fault } from '../model/fault.ts';
import { group, ms, share, type Values } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

const params = {
  share: share(undefined, 'Fraction of packets lost, in each direction.', {
    max: 0.99,
    begin: 0.05,
  }),
  retransmit: ms(200, 'Time until a lost packet is retransmitted.', { zero: false }),
} as const;

export const table: FaultTable = {
  name: 'loss',
  happens: 'loses {amount} of packets',
  help: 'Loses packets in both directions. The network retransmits them until they arrive.',
  on: ['link'],
  amount: group(params, 'Packet loss and retransmission timeout.'),
  ramp: true,
  share: true,
  replicas: true,
};

const NS_PER_MS = 1e6;

class Loss extends Fault {
  /** Delay until a packet gets through; each transmission is lost with the same probability. */
  private untilThroughNs(nowNs: number): number {
    const { share: lost, retransmit } = this.spec[this.kind] as Values<typeof params>;
    const probability = lost * this.strength(nowNs);
    let tries = 0;
    while (this.chance(probability)) tries++;
    return Math.round(tries * retransmit * NS_PER_MS);
  }

  override delayNs(nowNs: number): number {
    return this.untilThroughNs(nowNs);
  }

  override answerDelayNs(nowNs: number): number {
    return this.untilThroughNs(nowNs);
  }
}

export const Class = Loss;
