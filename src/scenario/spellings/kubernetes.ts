/** Kubernetes' HorizontalPodAutoscaler, autoscaling/v2: https://kubernetes.io/docs/reference. */
import type { Spellings } from '../../engine/index.ts';

export const inAutoscaler: Spellings = {
  minReplicas: 'min',
  maxReplicas: 'max',
  behavior: { inside: { scaleUp: 'scaleUp', scaleDown: 'scaleDown' } },
};
