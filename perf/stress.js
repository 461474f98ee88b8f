// More than usual: readers come at a rising rate whether or not they are answered, to see what gives first.
//
//     k6 run -e BASE_URL=http://127.0.0.1:8080 perf/stress.js

import { ask, options as made, say } from "./lib/target.js";

export { handleSummary } from "./lib/target.js";

const per = say("paths").length; // requests that one reader makes

export const options = made(
  "stress",
  {
    executor: "ramping-arrival-rate",
    timeUnit: "1s",
    startRate: Math.max(1, Math.round(say("stress.start_rate") / per)),
    preAllocatedVUs: Math.ceil(say("stress.max_users") / 10),
    maxVUs: say("stress.max_users"),
    stages: [{ duration: `${say("stress.ramp_s")}s`, target: Math.max(1, Math.round(say("stress.peak_rate") / per)) }],
  },
  {
    failed: say("stress.error_rate"),
    extra: { dropped_iterations: ["rate<1"] }, // a second in which a reader found no place, all in all
  },
);

export default ask;
