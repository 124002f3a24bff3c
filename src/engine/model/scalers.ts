/** Gives services their scalers. */
import type { AutoscaleLike } from './autoscale.table.ts';
import type { Serving, Service } from './parts/service.ts';
import type { ScalerClass } from './scaler.ts';

/** A run, as far as scalers need it. */
interface Scaling extends Serving {
  readonly services: readonly Service[];
}

export function scale(w: Scaling, classOf: (like: AutoscaleLike) => ScalerClass): void {
  for (const service of w.services) {
    const { autoscale } = service.spec;
    if (autoscale === null) continue;
    const Class = classOf(autoscale.like);
    service.scaler = new Class(service, {
      clock: w.queue,
      scaleTo(replicas, why) {
        w.decide({ on: service.id, by: 'autoscale', from: service.wanted, to: replicas, why });
        service.scaleTo(w, replicas);
      },
    });
    w.enlist(service.scaler);
  }
}
