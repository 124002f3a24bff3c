/** Rejects calls on the caller’s side in proportion to the recent failure rate. */
import type { PatternTable } from '../../model/table.ts';
import { admissionControl, refuseAdmissionControl } from './admission-control.table.ts';
import { clientSide } from './client-side.table.ts';
import { sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link'],
  depth: 3,
  help:
    'Rejects calls locally in proportion to the recent failure rate. Place it outside a ' +
    'timeout: inside, late answers count as accepted.',
  goodFor: 'An overloaded callee that spends most of its capacity on rejecting requests.',
  badFor:
    'Failures other than overload: if one kind of call always fails, healthy calls are ' +
    'rejected too. After an outage, rejection continues until the window has passed.',
  variants: { plain: clientSide, 'envoy-admission-control': admissionControl },
  refuse: (like, p) => (like === null ? null : refuseAdmissionControl(p)),
};
