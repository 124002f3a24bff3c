/** Turns calls away on the caller’s side when too few of the last ones were accepted. */
import type { PatternTable } from '../../model/table.ts';
import { admissionControl, refuseAdmissionControl } from './admission-control.table.ts';
import { clientSide } from './client-side.table.ts';
import { sign } from './sign.ts';

export const table: PatternTable = {
  ...sign,
  places: ['link'],
  help:
    'Turns calls away before they are made, the more the fewer of the last ones went well. Put ' +
    'it outside a timeout: inside, it takes answers that came too late for accepted.',
  goodFor: 'An overloaded callee that spends most of its strength on refusing.',
  badFor:
    'Failures that are no overload: a part of the calls that always fails takes others along, ' +
    'and after an outage the window remembers it.',
  variants: { plain: clientSide, 'envoy-admission-control': admissionControl },
  refuse: (like, p) => (like === null ? null : refuseAdmissionControl(p)),
};
