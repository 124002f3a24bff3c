/** Kinds of events on the queue; what `ref` is to each. */
/** ref: what the agent chose; the agent's number stands above the low 8 bits of the kind. */
export const AGENT_EVENT = 0;
/** ref: frame. Whatever moves that frame on; its phase tells what. */
export const FRAME_EVENT = 1;
/** ref: lane. The head of a lane of timers. */
export const LANE_EVENT = 2;
/** ref: service; the replica's index stands above the low 8 bits. Work on shared cores ends. */
export const CORES_EVENT = 3;
/** ref: frame. The deadline of a request that waited for its calls. */
export const DEADLINE_EVENT = 4;
