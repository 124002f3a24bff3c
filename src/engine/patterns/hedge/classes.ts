/** Classes by the value of `like`. */
import { GrpcHedge } from './grpc.ts';
import { PlainHedge } from './plain.ts';
import { PollyHedge } from './polly.ts';

export const classes = { plain: PlainHedge, polly: PollyHedge, grpc: GrpcHedge };
