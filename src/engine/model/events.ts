/** Kinds of events, and the meaning of `ref` for each. */
/** ref: the agent's argument; the agent's number is above the low 8 bits of the kind. */
export const AGENT_EVENT = 0;
/** ref: frame. The frame moves on; its phase says how. */
export const FRAME_EVENT = 1;
/** ref: lane. The head of a lane of timers expires. */
export const LANE_EVENT = 2;
/** ref: service; the replica's index is above the low 8 bits. Work on shared cores ends. */
export const CORES_EVENT = 3;
/** ref: frame. The deadline of a request that awaits calls. */
export const DEADLINE_EVENT = 4;
