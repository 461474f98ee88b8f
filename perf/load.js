// A usual busy hour: so many readers at once for a while.
//
//     k6 run -e BASE_URL=http://127.0.0.1:8080 perf/load.js

import { ask, options as made, say } from "./lib/target.js";

export { handleSummary } from "./lib/target.js";

const ramp = `${say("load.ramp_s")}s`;

export const options = made("load", {
  executor: "ramping-vus",
  startVUs: 0,
  stages: [
    { duration: ramp, target: say("load.users") },
    { duration: `${say("load.hold_s")}s`, target: say("load.users") },
    { duration: ramp, target: 0 },
  ],
});

export default ask;
