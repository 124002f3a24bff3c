/** Kinds of events on the queue; what `ref` is to each. */
/** ref: client. An open client's next request. */
export const ARRIVAL_EVENT = 0;
/** ref: frame. Whatever moves that frame on; its phase tells what. */
export const FRAME_EVENT = 1;
/** ref: lane. The head of a lane of timers. */
export const LANE_EVENT = 2;
/** ref: user; the client's index stands above the low 8 bits of the kind. */
export const USER_EVENT = 3;
/** ref: client. The planned number of users changes. */
export const USERS_EVENT = 4;
/** ref: service; the replica's index stands above the low 8 bits. Work on shared cores ends. */
export const CORES_EVENT = 5;
/** ref: pattern instance. */
export const ALARM_EVENT = 6;
/** ref: frame. The deadline of a request that waited for its calls. */
export const DEADLINE_EVENT = 8;
/** ref: fault. */
export const FAULT_EVENT = 7;
