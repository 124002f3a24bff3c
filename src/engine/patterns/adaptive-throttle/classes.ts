/** Classes by the value of `like`. */
import { AdmissionControl } from './admission-control.ts';
import { ClientSide } from './client-side.ts';

export const classes = { plain: ClientSide, 'envoy-admission-control': AdmissionControl };
